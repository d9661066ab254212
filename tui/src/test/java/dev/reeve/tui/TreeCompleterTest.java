package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.completion.Names;
import dev.reeve.cli.completion.Offer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeCompleterTest {

  @TempDir Path home;

  private ShellLines lines() {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Surroundings surroundings =
        new Surroundings(none, none, InputStream.nullInputStream(), Map.of("REEVE_HOME", home.toString()), home, null, new Interrupts());
    return new ShellLines(new Invocation(surroundings, ReeveCommand::execute));
  }

  private static List<String> offer(ShellLines lines, String begun, String... before) {
    return candidates(lines, begun, before).stream().map(Candidate::value).toList();
  }

  private static List<Candidate> candidates(ShellLines lines, String begun, String... before) {
    List<Candidate> offered = new ArrayList<>();
    Offer.Files unused = new TreeCompleter(lines, Names.NONE).offer(List.of(before), begun, offered);
    return offered;
  }

  @Test
  void theFirstWordIsANounWithOrWithoutSlash() {
    assertThat(offer(lines(), "")).contains("run", "daemon", "exit").doesNotContain("/run");
    assertThat(offer(lines(), "/")).contains("/run", "/daemon", "/help").doesNotContain("run");
  }

  @Test
  void thenComeItsVerbsTheirOptionsAndValues() {
    assertThat(offer(lines(), "", "run")).containsExactlyInAnyOrder(
        "start", "list", "show", "watch", "logs", "cancel", "retry", "resume", "fork", "continue", "files", "rm");
    assertThat(offer(lines(), "", "task")).containsExactlyInAnyOrder("execute", "list", "logs", "cancel");
    assertThat(offer(lines(), "", "run", "start", "--priority")).containsExactly("low", "normal", "high");
    assertThat(offer(lines(), "", "agent", "list", "--scope")).containsExactly("user", "org", "global");
    assertThat(offer(lines(), "", "/run")).contains("start");
    assertThat(offer(lines(), "--", "run", "start")).contains("--detach", "--input", "--output", "--help").doesNotContain("--limit");
    assertThat(offer(lines(), "", "run", "list", "-o")).containsExactly("table", "wide", "json", "jsonl", "yaml", "name");
    assertThat(offer(lines(), "", "run", "list", "--agent")).isEmpty();
  }

  @Test
  void slashCommandsOfCapsulesAreOfferedAndMeantAsX() throws IOException {
    try (SmallKernel _ = new SmallKernel(home)) {
      ShellLines lines = lines();
      assertThat(lines.look()).isPresent();
      assertThat(offer(lines, "/")).contains("/say");
      assertThat(candidates(lines, "/")).filteredOn(c -> c.value().equals("/say")).singleElement()
          .satisfies(c -> assertThat(c.descr()).isEqualTo("says\\u001b[31m it"));
      assertThat(lines.meant(List.of("/say", "a"))).containsExactly("x", "say", "a");
      assertThat(lines.meant(List.of("/run", "list"))).containsExactly("run", "list");
      assertThat(lines.meant(List.of("/none"))).containsExactly("none");
    }
  }
}
