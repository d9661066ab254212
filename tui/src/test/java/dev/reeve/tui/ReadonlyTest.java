package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReadingVerbs;
import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code --readonly} lets through. */
@Timeout(60)
class ReadonlyTest {

  @TempDir Path home;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Surroundings surroundings(String input) {
    return new Surroundings(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        Map.of("REEVE_HOME", home.toString()),
        home,
        null,
        new Interrupts());
  }

  private static void leaves(CommandSpec command, Set<String> into) {
    if (command.subcommands().isEmpty()) {
      into.add(ReadingVerbs.words(command));
    }
    command.subcommands().values().forEach(sub -> leaves(sub.getCommandSpec(), into));
  }

  @Test
  void everyCommandIsKnownToReadOrToChange() {
    Set<String> leaves = new TreeSet<>();
    leaves(ReeveCommand.wholeTree(new Invocation(surroundings(""), ReeveCommand::execute)).getCommandSpec(), leaves);
    assertThat(ReadingVerbs.known()).as("put each command into one of the sets of ReadingVerbs").containsExactlyElementsOf(leaves);
  }

  @Test
  void whatChangesSomethingIsRefusedBeforeAKernelIsAsked() {
    assertThat(ReeveCommand.execute(List.of("run", "start", "bot", "--readonly"), surroundings(""))).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--readonly forbids 'run start', which changes something").doesNotContain("no kernel");
    assertThat(ReeveCommand.execute(List.of("--readonly", "run", "start", "--help"), surroundings(""))).isZero();
    assertThat(ReeveCommand.execute(List.of("--readonly", "version", "-o", "name"), surroundings(""))).isZero();
  }

  @Test
  void theLinesOfAShellAreHeldToIt() throws IOException {
    try (SmallKernel kernel = new SmallKernel(home)) {
      assertThat(ReeveCommand.execute(List.of("shell", "--readonly"), surroundings("/say a\nstatus -o name\n/x say b\nx say c\n"))).isEqualTo(2);
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("READY\n");
      assertThat(err.toString(StandardCharsets.UTF_8).split("--readonly forbids 'x'", -1)).hasSize(4);
      assertThat(kernel.commandsRun()).isZero();
    }
  }
}
