package dev.reeve.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.LocalError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code reeve context}, and which kernel is spoken to then. No variable names a kernel here. */
class ContextCommandsTest {

  @TempDir Path home;

  private final Map<String, String> environment = new HashMap<>();

  private Typed type(String... words) {
    environment.put(ConfigFiles.SYSTEM_VARIABLE, home.resolve("cli.toml").toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            InputStream.nullInputStream(),
            environment,
            home,
            null,
            new Interrupts());
    int exit = ReeveCommand.execute(List.of(words), surroundings);
    return new Typed(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Path file() {
    return home.resolve(".config/reeve/config.toml");
  }

  private void user(String text) throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), text);
  }

  @Test
  void aContextIsMadeUsedShownAndForgotten() throws IOException {
    Typed added = type("context", "add", "lab", "--home", home.resolve("lab").toString(), "--as", "ops", "--with-key", "agent", "--description", "L \"1\"");
    assertThat(added.exit()).as(added.err()).isZero();
    assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(file().getParent())).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(type("context", "add", "far", "--ssh", "ssh://ops@far.example").exit()).isZero();
    assertThat(type("context", "current").exit()).isEqualTo(LocalError.NOT_FOUND.exit());
    assertThat(type("context", "use", "lab").exit()).isZero();
    assertThat(type("context", "current").out()).isEqualTo("lab\n");
    assertThat(type("context", "list").out())
        .containsPattern("far +- +ssh://ops@far.example/run/reeve/kernel.sock")
        .containsPattern("lab +\\* +" + home.resolve("lab") + " +ops +agent +\\S+ +L \"1\"");
    assertThat(type("context", "show", "-o", "jsonl").out()).contains("\"name\":\"lab\"", "\"used\":true", "\"home\":");
    assertThat(type("context", "remove", "-y", "lab").exit()).isZero();
    assertThat(type("context", "list", "-o", "name").out()).isEqualTo("far\n");
    assertThat(Files.readString(file())).doesNotContain("lab", "\ncontext");
    assertThat(type("context", "show", "lab").exit()).isEqualTo(LocalError.NOT_FOUND.exit());
  }

  @Test
  void theKernelOfTheContextIsSpokenTo() throws IOException {
    Path lab = home.resolve("lab");
    Path other = home.resolve("other");
    try (TestKernel one = TestKernel.at(lab);
        TestKernel two = TestKernel.at(other)) {
      type("context", "add", "lab", "--home", lab.toString(), "--as", "ops");
      type("context", "add", "other", "--socket", two.socket().toString());
      assertThat(type("agent", "list").exit()).isEqualTo(LocalError.UNREACHABLE.exit());
      type("context", "use", "lab");
      assertThat(type("agent", "list").exit()).isZero();
      assertThat(one.calls().getLast().principal()).isEqualTo("ops");
      assertThat(type("--context", "other", "agent", "list").exit()).isZero();
      assertThat(two.calls().getLast().principal()).isNull();
      environment.put("REEVE_CONTEXT", "other");
      assertThat(type("agent", "list").exit()).isZero();
      assertThat(two.calls()).hasSize(4);
      environment.put("REEVE_HOME", lab.toString());
      assertThat(type("agent", "list").exit()).isZero();
      assertThat(one.calls().getLast().principal()).isNull();
      assertThat(type("context", "list").out()).contains("(*)");
      assertThat(type("context", "current").err()).contains("REEVE_HOME counts before 'other'");
      assertThat(type("context", "use", "lab").err()).contains("REEVE_HOME is set, which counts before");
    }
  }

  @Test
  void ofOptionsThatNameAKernelTheLastCounts() throws IOException {
    Path lab = home.resolve("lab");
    try (TestKernel kernel = TestKernel.at(lab)) {
      type("context", "add", "lab", "--home", lab.toString(), "--as", "ops");
      assertThat(type("--home", "/nowhere", "--socket", "/nowhere.sock", "agent", "list", "--context", "lab").exit()).isZero();
      assertThat(kernel.calls().getLast().principal()).isEqualTo("ops");
      assertThat(type("--context", "lab", "agent", "list", "--home", lab.toString()).exit()).isZero();
      assertThat(kernel.calls().getLast().principal()).isNull();
      assertThat(type("--context", "lab", "agent", "list", "--socket", "/nowhere.sock").err()).contains("/nowhere.sock");
    }
  }

  @Test
  void aContextThatThereIsNotIsAnErrorAndNeverAnotherKernel() throws IOException {
    try (TestKernel kernel = TestKernel.at(home.resolve(".reeve"))) {
      assertThat(type("agent", "list").exit()).isZero();
      int calls = kernel.calls().size();
      Typed typed = type("agent", "list", "--context", "lba");
      assertThat(typed.exit()).isEqualTo(LocalError.USAGE.exit());
      assertThat(typed.err()).contains("there is no context 'lba', which --context names", "reeve context list");
      assertThat(type("daemon", "start", "--context", "lba").exit()).isEqualTo(LocalError.USAGE.exit());
      assertThat(kernel.calls()).hasSize(calls);
      assertThat(type("context", "use", "lba").exit()).isEqualTo(LocalError.NOT_FOUND.exit());
      environment.put("REEVE_CONTEXT", "lba");
      assertThat(type("context", "list").exit()).isZero();
      assertThat(type("context", "current").err()).contains("there is none of the name 'lba'");
    }
  }

  @Test
  void whatIsDoneToFilesOfAHomeNeedsAContextThatNamesOne() {
    type("context", "add", "far", "--ssh", "ssh://far");
    Typed typed = type("daemon", "start", "--context", "far");
    assertThat(typed.exit()).isEqualTo(LocalError.USAGE.exit());
    assertThat(typed.err()).contains("not where its home on this host is", "--home");
    assertThat(type("capsule", "trust", "list", "--context", "far").err()).contains("not where its home on this host is");
  }

  @Test
  void anEditLeavesEveryOtherLineAsItIs() throws IOException {
    user(
        """
        # mine
        config_version = 1 # fixed
        output = 'json'

        # the first
        [contexts.one]
        home = '/one' # there

        # the second
        [ contexts . "two" ]
        socket = '/two'
        """);
    assertThat(type("context", "use", "two", "-o", "name").exit()).isZero();
    assertThat(Files.readString(file())).contains("config_version = 1 # fixed\ncontext = \"two\"\noutput = 'json'\n");
    assertThat(type("context", "use", "one", "-o", "name").exit()).isZero();
    assertThat(Files.readString(file())).contains("context = \"one\"\n").doesNotContain("\"two\"\noutput");
    assertThat(type("context", "remove", "-y", "one", "-o", "name").exit()).isZero();
    assertThat(Files.readString(file()))
        .isEqualTo(
            """
            # mine
            config_version = 1 # fixed
            output = 'json'

            # the second
            [ contexts . "two" ]
            socket = '/two'
            """);
    assertThat(type("context", "remove", "-y", "two", "-o", "name").exit()).isZero();
    assertThat(Files.readString(file())).isEqualTo("# mine\nconfig_version = 1 # fixed\noutput = 'json'\n");
    assertThat(type("context", "use", "--none", "-o", "name").exit()).isZero();
  }

  @Test
  void aDryRunShowsTheDifferenceAndWritesNothing() throws IOException {
    Typed fresh = type("context", "add", "lab", "--home", "/lab", "--dry-run");
    assertThat(fresh.out()).contains("+config_version = 1", "+[contexts.lab]", "+home = \"/lab\"");
    assertThat(file().getParent()).doesNotExist();
    user("config_version = 1\n[contexts.lab]\nhome = '/lab'\n");
    assertThat(type("context", "use", "lab", "--dry-run").out()).contains("+context = \"lab\"");
    assertThat(type("context", "remove", "-y", "lab", "--dry-run").out()).contains("-[contexts.lab]");
    assertThat(Files.readString(file())).isEqualTo("config_version = 1\n[contexts.lab]\nhome = '/lab'\n");
  }

  @Test
  void aTextOfAnotherShapeIsLeftAlone() throws IOException {
    String text = "config_version = 1\ncontexts.lab.home = '/lab'\n";
    user(text);
    Typed typed = type("context", "remove", "-y", "lab");
    assertThat(typed.exit()).isEqualTo(LocalError.FAILED.exit());
    assertThat(typed.err()).contains("not of a shape this command can change", "by hand");
    assertThat(Files.readString(file())).isEqualTo(text);
  }

  @Test
  void aWrongFileIsNotChanged() throws IOException {
    user("config_version = 1\nx = 1\n");
    assertThat(type("context", "add", "lab", "--home", "/lab").exit()).isEqualTo(LocalError.USAGE.exit());
    assertThat(Files.readString(file())).isEqualTo("config_version = 1\nx = 1\n");
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Files.createDirectories(file().getParent());
    Path real = Files.writeString(home.resolve("dotfiles.toml"), "config_version = 1\n");
    Files.createSymbolicLink(file(), real);
    assertThat(type("context", "add", "lab", "--home", "/lab").exit()).isZero();
    assertThat(file()).isSymbolicLink();
    assertThat(Files.readString(real)).contains("[contexts.lab]");
  }

  @Test
  void badContextsAreRefused() {
    assertThat(type("context", "add", "a b", "--home", "/lab").err()).contains("'a b' is no name");
    assertThat(type("context", "add", "lab").err()).contains("where the kernel of the context is, is not said");
    assertThat(type("context", "add", "lab", "--home", "/a", "--ssh", "ssh://x").err()).contains("or in several ways");
    assertThat(type("context", "add", "lab", "--ssh", "ssh://-oProxyCommand=x").err()).contains("not of the form ssh://");
    assertThat(type("context", "add", "lab", "--home", "/a", "--description", "x\ny").err()).contains("a description is one line");
    assertThat(type("context", "add", "lab", "--home", "/a", "--as", "a b").exit()).isNotZero();
    assertThat(type("context", "use").err()).contains("give a NAME, or --none");
    assertThat(file()).doesNotExist();
    assertThat(type("context", "add", "lab", "--home", "/a").exit()).isZero();
    assertThat(type("context", "add", "lab", "--home", "/b").err()).contains("has a context 'lab' already", "reeve context remove lab");
  }
}
