package dev.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.call.TypedInput;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the passphrase of a key comes from, and where it never goes. */
@NullUnmarked
@Timeout(120)
class KeyPassphraseTest {

  private static final String PASSPHRASE = "correct horse";

  @TempDir Path home;

  private TestKernel kernel;
  private String file;

  @BeforeEach
  void start() throws IOException {
    kernel = TestKernel.at(home);
    file = home.resolve("ada.key").toString();
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  /** Somebody who types these one after another; what was asked is told. */
  private record Person(Deque<String> types, List<String> asked) implements TypedInput {

    Person(String... types) {
      this(new ArrayDeque<>(List.of(types)), new ArrayList<>());
    }

    @Override
    public char[] hidden(String prompt) {
      asked.add(prompt);
      return types.isEmpty() ? null : types.poll().toCharArray();
    }
  }

  private Typed type(TypedInput person, Map<String, String> variables, String... words) {
    Typed typed = new Typed.Desk(home, ReeveCommand::execute).typeWithin("", variables, person, words);
    assertThat(typed.out() + typed.err()).doesNotContain(PASSPHRASE, "defect", "Exception");
    return typed;
  }

  private Typed type(TypedInput person, String... words) {
    return type(person, Map.of(), words);
  }

  private Path passphraseFile(String text) throws IOException {
    Path passphrase = Files.writeString(home.resolve("passphrase"), text);
    return Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
  }

  private void make() throws IOException {
    assertThat(type(TypedInput.NONE, "key", "generate", file, "--passphrase-file", passphraseFile(PASSPHRASE).toString()).exit()).isZero();
    assertThat(Files.readString(Path.of(file))).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
  }

  @Test
  void aNewPassphraseIsTypedTwiceAndAskedForAtUse() throws IOException {
    Person maker = new Person(PASSPHRASE, PASSPHRASE);
    assertThat(type(maker, "key", "generate", file, "--passphrase").exit()).isZero();
    assertThat(maker.asked()).containsExactly("Passphrase of " + file + ": ", "Again: ");
    assertThat(Files.readString(Path.of(file))).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
    Person user = new Person(PASSPHRASE);
    assertThat(type(user, "whoami", "--with-key", file).out()).containsPattern("PRINCIPAL +holder");
    assertThat(user.asked()).containsExactly("Passphrase of " + file + ": ");
  }

  @Test
  void aPassphraseTypedInTwoWaysOrTooShortMakesNoKey() {
    assertThat(type(new Person(PASSPHRASE, PASSPHRASE + "s"), "key", "generate", file, "--passphrase"))
        .matches(typed -> typed.exit() == 2 && typed.err().contains("the second passphrase is not the first"));
    assertThat(type(new Person("1234567", "1234567"), "key", "generate", file, "--passphrase"))
        .matches(typed -> typed.exit() == 2 && typed.err().contains("a passphrase has at least 8 characters"));
    assertThat(type(new Person(PASSPHRASE), "key", "generate", file, "--passphrase"))
        .matches(typed -> typed.exit() == 2 && typed.err().contains("nobody typed it"));
    assertThat(Path.of(file)).doesNotExist();
    assertThat(Path.of(file + ".pub")).doesNotExist();
    assertThat(type(new Person("12345678", "12345678"), "key", "generate", file, "--passphrase").exit()).isZero();
  }

  @Test
  void whereNobodyCanTypeAFileIsAskedFor() throws IOException {
    assertThat(type(TypedInput.NONE, "key", "generate", file, "--passphrase"))
        .matches(typed -> typed.exit() == 2 && typed.err().contains("nobody typed it") && typed.err().contains("--passphrase-file"));
    make();
    Person person = new Person(PASSPHRASE);
    assertThat(type(person, "whoami", "--no-input", "--with-key", file))
        .matches(typed -> typed.exit() == 2 && typed.err().contains("--no-input forbids to ask"));
    assertThat(person.asked()).isEmpty();
    assertThat(type(TypedInput.NONE, "whoami", "--with-key", file)).matches(typed -> typed.exit() == 2 && typed.err().contains("nobody typed it"));
    assertThat(kernel.calls()).isEmpty();
  }

  @Test
  void aFileGivesItByOptionOrEnvironmentAndTheOptionWins() throws IOException {
    make();
    String right = passphraseFile(PASSPHRASE + "\n").toString();
    assertThat(type(TypedInput.NONE, "whoami", "--with-key", file, "--passphrase-file", right).out()).containsPattern("PRINCIPAL +holder");
    Map<String, String> environment = Map.of("REEVE_PASSPHRASE_FILE", right, "REEVE_KEY", file);
    assertThat(type(TypedInput.NONE, environment, "whoami").out()).containsPattern("PRINCIPAL +holder");
    assertThat(type(TypedInput.NONE, environment, "whoami", "--passphrase-file", home.resolve("none").toString()).err())
        .contains("there is no passphrase file");
  }

  @Test
  void aWrongPassphraseIsRefusedBeforeTheKernelIsAsked() throws IOException {
    make();
    assertThat(type(new Person("correct house"), "whoami", "--with-key", file))
        .matches(typed -> typed.exit() == 2 && typed.err().contains("the passphrase does not open the key file " + file))
        .matches(typed -> !typed.err().contains("correct house"));
    assertThat(kernel.calls()).isEmpty();
  }

  @Test
  void aPassphraseFileThatOthersMayReadOrThatIsNoPassphraseIsRefused() throws IOException {
    make();
    for (String text : List.of("one\ntwo", PASSPHRASE + "\n\n", "x".repeat(1025))) {
      String given = passphraseFile(text).toString();
      assertThat(type(TypedInput.NONE, "whoami", "--with-key", file, "--passphrase-file", given)).matches(typed -> typed.exit() == 2);
    }
    Path open = passphraseFile(PASSPHRASE);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(type(TypedInput.NONE, "whoami", "--with-key", file, "--passphrase-file", open.toString()))
        .matches(typed -> typed.exit() == 2 && typed.err().contains("the passphrase file " + open + " has mode rw-r-----"));
    Files.write(passphraseFile(""), new byte[] {(byte) 0xff, 'a'});
    assertThat(type(TypedInput.NONE, "whoami", "--with-key", file, "--passphrase-file", open.toString()).err()).contains("is not UTF-8 text");
    assertThat(kernel.calls()).isEmpty();
  }

  @Test
  void withoutPassphraseAKeyIsPlainAsBefore() throws IOException {
    Map<String, String> environment = Map.of("REEVE_PASSPHRASE_FILE", passphraseFile(PASSPHRASE).toString());
    assertThat(type(TypedInput.NONE, environment, "key", "generate", file).exit()).isZero();
    assertThat(Files.readString(Path.of(file))).startsWith("-----BEGIN PRIVATE KEY-----");
    assertThat(type(TypedInput.NONE, "whoami", "--with-key", file).out()).containsPattern("PRINCIPAL +holder");
  }

  @Test
  void atARealTerminalNothingTypedIsShown() throws Exception {
    Path script = Files.writeString(home.resolve("type.py"), """
        import os, pty, sys
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(sys.argv[2], sys.argv[2:])
        seen, typed = b"", 0
        prompts = [b"Passphrase of ", b"Again: "]
        while True:
            try:
                got = os.read(terminal, 4096)
            except OSError:
                break
            if not got:
                break
            seen += got
            if typed < 2 and prompts[typed] in seen and seen.endswith(b": "):
                os.write(terminal, sys.argv[1].encode() + b"\\n")
                typed += 1
        sys.stdout.buffer.write(seen)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """);
    Process process =
        new ProcessBuilder(
                "/usr/bin/python3", "-I", script.toString(), PASSPHRASE, Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "key", "generate", file, "--passphrase")
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(shown).isZero();
    assertThat(shown).contains("Passphrase of " + file + ": ", "Again: ", file + ".pub").doesNotContain(PASSPHRASE);
    assertThat(type(new Person(PASSPHRASE), "whoami", "--with-key", file).out()).containsPattern("PRINCIPAL +holder");
  }
}
