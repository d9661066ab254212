package dev.reeve.cli.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Misspelt lines, without a kernel and with one that must not hear of them. */
class DidYouMeanTest {

  @TempDir Path home;

  private Typed type(String line) {
    return new Typed.Desk(home, ReeveCommand::execute).type(line.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "runs list; unknown word 'runs'; 'reeve run'",
        "run lst; unknown word 'lst'; 'reeve run list'",
        "agent crate bob; unknown word 'crate'; 'reeve agent create'",
        "approval rule lst; unknown word 'lst'; 'reeve approval rule list'",
        "deploy agent.yaml; unknown word 'deploy'; 'reeve agent deploy'",
        "run list --stat failed; unknown option '--stat'; '--state'",
        "run list --stat=failed; unknown option '--stat=failed'; '--state'",
        "run list --sokcet /x; unknown option '--sokcet'; '--socket'",
        "run list -o jsno; was 'jsno'; 'json'",
        "run list --output=tabel; was 'tabel'; 'table'",
        "run list --state faild; 'faild' is not one of; 'failed'",
        "agent scope greeter usre; 'usre' is not one of; 'user'",
        "help outptu; neither a topic nor a command 'outptu'; 'reeve help output'",
        "help rn; neither a topic nor a command 'rn'; 'reeve help run'",
        "help run strat; 'reeve run' has no 'strat'; 'reeve help run start'",
      })
  void whatWasMeantIsNamedBeforeAKernelIsAsked(String line, String message, String meant) throws IOException {
    Typed without = type(line);
    assertThat(without.exit()).isEqualTo(ExitCode.USAGE.code());
    assertThat(without.out()).isEmpty();
    assertThat(without.err()).contains(message, "remedy: did you mean " + meant + "?");
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(type(line)).isEqualTo(without);
      assertThat(kernel.calls()).isEmpty();
    }
  }

  @Test
  void whereNothingIsNearTheHelpIsNamed() {
    assertThat(type("zebra").err()).contains("unknown word 'zebra'", "remedy: see 'reeve --help'");
    assertThat(type("run list extra").err()).contains("unknown word 'extra'", "remedy: see 'reeve run list --help'");
    assertThat(type("help zebra").err()).contains("remedy: see 'reeve help'");
  }

  @Test
  void aWordOfAnyLengthAndContentIsToldSafely() {
    Typed typed = new Typed.Desk(home, ReeveCommand::execute).type("run", "x".repeat(100_000));
    assertThat(typed.exit()).isEqualTo(ExitCode.USAGE.code());
    Typed escape = new Typed.Desk(home, ReeveCommand::execute).type("\u001b]0;title\u0007");
    assertThat(escape.err()).doesNotContain("\u001b").contains("unknown word '\\u001b]0;title");
    assertThat(List.of(typed.out(), escape.out())).containsOnly("");
  }
}
