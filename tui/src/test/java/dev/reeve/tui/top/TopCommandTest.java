package dev.reeve.tui.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.output.JsonText;
import dev.reeve.cli.output.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopCommandTest {

  @TempDir Path home;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private FiguresKernel kernel;

  @BeforeEach
  void start() throws IOException {
    kernel = new FiguresKernel(home);
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private int type(String... words) {
    out.reset();
    err.reset();
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), InputStream.nullInputStream(),
            Map.of("REEVE_HOME", home.toString()), home, null, new Interrupts());
    return ReeveCommand.execute(List.of(words), surroundings);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void withoutATerminalItPrintsOneScreen() {
    assertThat(type("top")).isZero();
    assertThat(out().lines()).hasSize(24).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80)).anyMatch(line -> line.startsWith("bot "));
    assertThat(out()).contains("runs 2 by cpu  since the start").doesNotContain("\u001b");
    assertThat(kernel.looks.get()).isEqualTo(1);
  }

  @Test
  void whatItBeginsWithIsChosen() {
    assertThat(type("top", "--once", "--show", "methods", "--sort", "latency", "--reverse")).isZero();
    assertThat(out()).contains("methods 2 by latency, reversed  since the start");
    assertThat(type("top", "--snapshot", "--show", "principals", "--interval", "500ms")).isZero();
    assertThat(out()).contains("principals 2 by cpu");
  }

  @Test
  void programsGetTheFiguresOnce() {
    assertThat(type("top", "-o", "json")).isZero();
    assertThat(JsonText.isValue(out())).isTrue();
    JsonValue figures = JsonValue.of(out());
    assertThat(figures.get("process").get("pid").number()).isEqualTo(4711);
    assertThat(figures.get("runs").items()).hasSize(2);
    assertThat(type("top", "-o", "name")).isZero();
    assertThat(out()).isEqualTo("4711\n");
  }

  @Test
  void badWordsAndRefusalsAreErrors() {
    assertThat(type("top", "--interval", "99ms")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--interval is at least 100ms");
    assertThat(type("top", "--show", "planets")).isEqualTo(2);
    kernel.refuse(true);
    assertThat(type("top")).isNotZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("needs system:status");
    assertThat(out()).isEmpty();
  }
}
