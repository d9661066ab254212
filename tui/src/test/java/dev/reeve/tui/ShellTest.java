package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.call.TypedInput;
import dev.reeve.client.LocalError;
import dev.reeve.client.LoginKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shell without a terminal, as the command line starts it. */
@Timeout(60)
class ShellTest {

  @TempDir Path home;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int shell(String input, String... words) {
    return shell(TypedInput.NONE, input, words);
  }

  private int shell(TypedInput person, String input, String... words) {
    out.reset();
    err.reset();
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            Map.of("REEVE_HOME", home.toString()),
            home,
            null,
            new Interrupts())
            .asking(person);
    return ReeveCommand.execute(List.of(words), surroundings);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theShellIsPartOfTheTree() {
    assertThat(shell("", "--help")).isZero();
    assertThat(out()).containsPattern("(?m)^ +shell ");
  }

  @Test
  void pipedLinesRunOneAfterTheOtherAndTheLastDecidesTheExitCode() throws IOException {
    try (SmallKernel _ = new SmallKernel(home)) {
      assertThat(shell("# a comment\n/say 'a b' c\n\n/x say d\nx say e\nnonsense\n", "shell")).isEqualTo(2);
      assertThat(out()).isEqualTo("said a b\nsaid c\nsaid d\nsaid e\n");
      assertThat(err()).contains("unknown word 'nonsense'");
      assertThat(shell("nonsense\nstatus -o name\nexit\nnonsense\n", "shell")).isZero();
      assertThat(out()).isEqualTo("READY\n");
    }
  }

  @Test
  void theOptionsOfTheShellHoldForItsLines() throws IOException {
    try (SmallKernel _ = new SmallKernel(home)) {
      assertThat(shell("status\nstatus -o name\n", "shell", "-o", "jsonl", "--home", home.toString())).isZero();
      assertThat(out()).contains("\"principal\":\"ops\",\"state\":\"READY\"").endsWith("}\nREADY\n");
    }
  }

  @Test
  void aPassphraseIsAskedForOnceBeforeTheLines() {
    String key = home.resolve("ada.key").toString();
    LoginKey.generate(Path.of(key), "correct horse".toCharArray());
    List<String> asked = new ArrayList<>();
    TypedInput person =
        prompt -> {
          asked.add(prompt);
          return (asked.size() == 1 ? "correct horse" : "other").toCharArray();
        };
    assertThat(shell(person, "whoami\nwhoami\n", "--with-key", key, "shell")).isEqualTo(LocalError.UNREACHABLE.exit());
    assertThat(err()).containsSubsequence("no kernel answers at", "no kernel answers at");
    assertThat(asked).containsExactly("Passphrase of " + key + ": ");
    assertThat(shell(person, "whoami\n", "--with-key", key, "shell")).isEqualTo(2);
    assertThat(err()).contains("the passphrase does not open the key file");
  }

  @Test
  void aFileStopsAtTheFirstLineThatFails() throws IOException {
    Path file = Files.writeString(home.resolve("lines"), "version -o name\nrun list\nversion -o name\n");
    assertThat(shell("", "shell", "-f", file.toString())).isEqualTo(LocalError.UNREACHABLE.exit());
    assertThat(out().lines()).hasSize(1);
    assertThat(err()).contains("no kernel answers at", "reeve: stopped at line 2");
  }

  @Test
  void anOpenQuoteNamesItsLine() throws IOException {
    Path file = Files.writeString(home.resolve("lines"), "\nx say 'a\n");
    assertThat(shell("", "shell", "-f", file.toString())).isEqualTo(2);
    assertThat(err()).contains("line 2 has a quote that does not end");
  }

  @Test
  void aLineCannotTakeTheShellsOwnInput() {
    assertThat(shell("tool call a/b --input -\n", "shell")).isEqualTo(2);
    assertThat(err()).contains("--no-input forbids");
    assertThat(shell("shell\n", "shell")).isEqualTo(2);
    assertThat(err()).contains("--no-input forbids standard input");
  }

  @Test
  void aLineThatNobodyTypesSignsNothingWithoutAYes() throws IOException {
    String file = home.resolve("ops.key").toString();
    LoginKey key = LoginKey.generate(Path.of(file));
    String id = SmallApprovals.id(1);
    try (SmallKernel kernel = new SmallKernel(home, key.id())) {
      kernel.approvals().ask(1, "one");
      assertThat(shell("approval approve " + id + "\ny\n", "--with-key", file, "shell")).isEqualTo(2);
      assertThat(err()).contains("--no-input forbids to ask");
      assertThat(kernel.approvals().decisions()).isEmpty();
      assertThat(shell("approval approve " + id + " -y\n", "--with-key", file, "shell")).isZero();
      assertThat(kernel.approvals().decisions()).hasSize(1);
    }
  }

  @Test
  void helpIsAWordOfTheShell() {
    assertThat(shell("/help run start\n", "shell")).isZero();
    assertThat(out()).contains("Usage: reeve run start", "--detach");
  }

  @Test
  void aLineThatNobodyTypesIsNeitherPipedNorRedirected() throws IOException {
    try (SmallKernel kernel = new SmallKernel(home)) {
      assertThat(shell("/say a | less\n", "shell")).isEqualTo(2);
      assertThat(err()).contains("line 1: '|' has no meaning where nobody types");
      assertThat(shell("/say 'a|b'\n", "shell")).isZero();
      assertThat(out()).isEqualTo("said a|b\n");
      assertThat(kernel.commandsRun()).isEqualTo(1);
    }
  }

  @Test
  void aConversationThatNobodyTypesTakesTheLinesOfStandardInput() {
    assertThat(shell("hello\n", "talk", "bot")).isEqualTo(LocalError.UNREACHABLE.exit());
    assertThat(err()).contains("no kernel answers at");
    assertThat(shell("hello\n", "talk", "bot", "--no-input")).isEqualTo(2);
    assertThat(err()).contains("--no-input forbids it");
    assertThat(shell("", "talk", "bot")).isZero();
    assertThat(shell("talk bot\n", "shell")).isEqualTo(2);
  }
}
