package dev.reeve.tui.screen.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code reeve ui} as it is typed. */
@Timeout(60)
class UiCommandTest {

  @TempDir Path home = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int ui(String... words) {
    out.reset();
    err.reset();
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            InputStream.nullInputStream(),
            Map.of("REEVE_HOME", home.toString()),
            home,
            null,
            new Interrupts());
    return ReeveCommand.execute(List.of(words), surroundings);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aSnapshotIsTheScreenAsText() throws IOException {
    try (ScreenKernel _ = new ScreenKernel(home)) {
      assertThat(ui("ui", "groups", "--snapshot", "--width", "60", "--height", "10", "--filter", "night")).isZero();
      assertThat(out().lines().toList()).hasSize(10);
      assertThat(out()).startsWith(" groups /night  1 of 2").contains("> night  2").doesNotContain("admin");
      assertThat(ui("ui", "--snapshot", "--keys", "G<down><enter>")).isZero();
      assertThat(out()).contains("groups, one of them", "group night");
      assertThat(ui("ui", "--snapshot", "-o", "jsonl")).isZero();
      assertThat(out()).contains("\"screen\":\"runs\"", "\"width\":80", "\"lines\":[\" runs  3");
    }
  }

  @Test
  void aSnapshotWithoutAKernelSaysSo() {
    assertThat(ui("ui", "--snapshot")).isZero();
    assertThat(out()).contains("NO KERNEL", "no kernel answers at");
  }

  @Test
  void withoutATerminalItNamesTheSnapshot() {
    assertThat(ui("ui")).isEqualTo(2);
    assertThat(err()).contains("there is no terminal", "reeve ui SCREEN --snapshot");
  }

  @Test
  void wordsAndSizesItDoesNotTakeAreErrors() {
    assertThat(ui("ui", "nowhere", "--snapshot")).isEqualTo(2);
    assertThat(err()).contains("there is no screen 'nowhere'", "runs, approvals, agents");
    assertThat(ui("ui", "--snapshot", "--keys", "<hyper>")).isEqualTo(2);
    assertThat(err()).contains("there is no key '<hyper>'", "<enter>");
    assertThat(ui("ui", "--keys", "x")).isEqualTo(2);
    assertThat(err()).contains("--keys goes with --snapshot");
    assertThat(ui("ui", "--snapshot", "--width", "39")).isEqualTo(2);
    assertThat(ui("ui", "--snapshot", "--height", "1001")).isEqualTo(2);
    assertThat(err()).contains("a screen of 80x1001 cannot be painted");
  }
}
