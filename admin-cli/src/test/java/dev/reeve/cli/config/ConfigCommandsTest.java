package dev.reeve.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.TypedInput;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.LocalError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code reeve config}, and what files of settings do to other commands. */
class ConfigCommandsTest {

  @TempDir Path home;

  private final Map<String, String> environment = new HashMap<>();

  private Typed type(String... words) {
    environment.put(ConfigFiles.SYSTEM_VARIABLE, home.resolve("cli.toml").toString());
    return new Typed.Desk(home, ReeveCommand::execute).typeWithin("", environment, TypedInput.NONE, words);
  }

  private Path file() throws IOException {
    return Files.createDirectories(home.resolve(".config/reeve")).resolve("config.toml");
  }

  private Path user(String text) throws IOException {
    return Files.writeString(file(), text);
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everyFlagAndEveryVariableIsSeenByTheCommandLine(Setting setting) {
    String value =
        switch (setting.kind()) {
          case FORMAT -> "jsonl";
          case COLOR -> "never";
          case TRUTH -> "true";
          case DURATION -> "7000ms";
          case NAME -> "some";
          case PATH, KEY, PROGRAM, COMMAND -> "/some/where";
        };
    if (!setting.flag().isEmpty()) {
      String[] flag = setting.kind() == Kind.TRUTH ? new String[] {setting.flag()} : new String[] {setting.flag(), value};
      Typed typed = type(Stream.concat(Stream.of("config", "explain", setting.key()), Stream.of(flag)).toArray(String[]::new));
      assertThat(typed.exit()).as(typed.err()).isZero();
      assertThat(typed.out()).contains("flag").contains(setting.flag()).contains(value);
    }
    environment.put(setting.variable(), value);
    if (setting != Setting.HOME) {
      assertThat(type("config", "explain", setting.key(), "-o", "table").out()).contains("environment").contains(value);
    }
  }

  @Test
  void showTellsEverySettingWithItsValueAndWhoSaysIt() throws IOException {
    user("config_version = 1\ntimeout = '5s'\n");
    Typed typed = type("config", "show", "--as", "ops");
    assertThat(typed.out().lines()).hasSize(1 + Setting.values().length);
    assertThat(typed.out())
        .containsPattern("timeout +5s +user " + file())
        .containsPattern("principal +ops +flag --as")
        .containsPattern("home +" + home + " +environment REEVE_HOME")
        .containsPattern("output +table +built in")
        .containsPattern("key +- +not set");
    assertThat(type("config", "show", "-o", "name").out().lines()).contains("ssh_program").hasSize(Setting.values().length);
    assertThat(type("config", "show", "-o", "jsonl").out())
        .contains("\"key\":\"timeout\",\"value\":\"5s\",\"source\":{\"by\":\"user\"").contains("\"value\":null,\"source\":null");
  }

  @Test
  void explainTellsWhatEverybodySays() throws IOException {
    user("config_version = 1\ntimeout = '5s'\n");
    environment.put("REEVE_TIMEOUT", "6s");
    Typed typed = type("config", "explain", "timeout");
    assertThat(typed.out())
        .containsPattern("VALUE +6s")
        .containsPattern("OPTION +--timeout")
        .contains("Longest wait")
        .containsPattern("(?s)environment +REEVE_TIMEOUT +6s.*user +\\S+ +5s.*built in +- +30s");
    Typed unknown = type("config", "explain", "tiemout");
    assertThat(unknown.err()).contains("there is no setting 'tiemout'", "it is one of context, socket");
    assertThat(unknown.exit()).isEqualTo(LocalError.NOT_FOUND.exit());
  }

  @Test
  void checkTellsAllProblemsOfTheEnvironmentBothFilesAndTheFilesGiven() throws IOException {
    Typed sound = type("config", "check");
    assertThat(sound.exit()).isZero();
    assertThat(sound.out()).isEmpty();
    assertThat(sound.err()).contains("there is no file " + file());
    user("config_version = 1\na = 1\nb = 2\n");
    Files.writeString(home.resolve("cli.toml"), "config_version = 1\noutput = 1\n");
    Path third = Files.writeString(home.resolve("third.toml"), "x = 1");
    environment.put("REEVE_TIMEOUT", "soon");
    Typed typed = type("config", "check", third.toString());
    assertThat(typed.exit()).isEqualTo(LocalError.FAILED.exit());
    assertThat(typed.out()).contains("REEVE_TIMEOUT", file() + ":2:1", file() + ":3:1", "cli.toml:2:1", third + ":1:1");
    assertThat(type("config", "check", home.resolve("none").toString()).exit()).isEqualTo(LocalError.USAGE.exit());
  }

  @Test
  void defaultIsAFileThatIsSoundAndChangesNothing() throws IOException {
    String text = type("config", "default").out();
    user(text);
    assertThat(type("config", "check").exit()).isZero();
    assertThat(text).contains("# output = \"table\"\n", "# no_input = false\n", "[contexts.lab]");
    assertThat(type("config", "default", "-o", "name").out()).startsWith("context\nsocket\n");
    assertThat(type("config", "default", "-o", "json").out()).contains("\"settings\": [", "\"variable\": \"REEVE_OUTPUT\"");
  }

  @Test
  void migrateAddsTheVersionKeepsCommentsAndTheFileAsItWas() throws IOException {
    String old = "# mine\n\n# how I like it\noutput = \"json\"  # always\n";
    Path file = user(old);
    Typed dry = type("config", "migrate", "--dry-run", "-o", "table");
    assertThat(dry.exit()).isZero();
    assertThat(dry.out()).contains("+config_version = 1");
    assertThat(file).hasContent(old);
    Typed done = type("config", "migrate", "-o", "table");
    assertThat(done.exit()).as(done.err()).isZero();
    assertThat(Files.readString(file)).isEqualTo("# mine\n\n# how I like it\nconfig_version = 1\noutput = \"json\"  # always\n");
    assertThat(Files.readString(Path.of(file + ".version-0"))).isEqualTo(old);
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(type("config", "migrate", "-o", "table").err()).contains("nothing changed");
  }

  @Test
  void migrateReplacesAnOlderVersionAndKeepsLineEnds() throws IOException {
    Path file = user("config_version = 0 # old\r\n[contexts.a]\r\nhome = '/a'\r\n");
    assertThat(type("config", "migrate").exit()).isZero();
    assertThat(Files.readString(file)).isEqualTo("config_version = 1\r\n[contexts.a]\r\nhome = '/a'\r\n");
  }

  @Test
  void migrateRefusesANewerVersionAWrongFileAndOneThatIsNotThere() throws IOException {
    assertThat(type("config", "migrate").err()).contains("there is no file");
    Path file = user("config_version = 9\n");
    Typed newer = type("config", "migrate");
    assertThat(newer.exit()).isEqualTo(LocalError.USAGE.exit());
    assertThat(newer.err()).contains(file + ":1:1: this file is of version 9");
    user("outptu = 1\n");
    assertThat(type("config", "migrate").err()).contains("cannot be migrated", "unknown key 'outptu'");
    assertThat(file).hasContent("outptu = 1\n");
    assertThat(Path.of(file + ".version-0")).doesNotExist();
    user("output = 'json'\n");
    Files.writeString(Path.of(file + ".version-0"), "kept");
    assertThat(type("config", "migrate").err()).contains("is there already", "move it away");
    assertThat(file).hasContent("output = 'json'\n");
  }

  @Test
  void aWrongFileStopsEveryCommandButThoseThatTellOfIt() throws IOException {
    user("config_version = 1\noutptu = 'json'\ntimeout = 'soon'\n");
    try (TestKernel kernel = TestKernel.at(home)) {
      Typed typed = type("status");
      assertThat(typed.exit()).isEqualTo(LocalError.USAGE.exit());
      assertThat(typed.out()).isEmpty();
      assertThat(typed.err()).contains("what is configured is wrong", file() + ":2:1: unknown key 'outptu'", file() + ":3:1: timeout: 'soon'", "reeve config check");
      assertThat(kernel.calls()).isEmpty();
      for (String[] words :
          new String[][] {{"config", "show"}, {"config", "default"}, {"config", "explain", "output"}, {"--help"}, {"status", "--help"}, {"--version"}}) {
        assertThat(type(words).exit()).as(String.join(" ", words)).isZero();
      }
      assertThat(type("config", "show").err()).contains("not counted, as it is wrong");
      assertThat(type("doctor").out()).containsPattern("FAIL +configuration: " + file() + ":2:1");
    }
  }

  @Test
  void theFormatOfAFileHoldsForAnswersAndErrors() throws IOException {
    user("config_version = 1\noutput = 'json'\n");
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(type("agent", "list").out()).startsWith(type("agent", "list", "-o", "json").out().substring(0, 1)).contains("\"default\"");
      assertThat(type("agent", "list", "-o", "name").out()).isEqualTo("default\n");
      assertThat(type("agent", "lst").err()).startsWith("{").contains("\"error\"");
      assertThat(kernel.calls()).hasSize(6);
    }
  }

  @Test
  void theTimeoutOfAFileBoundsCallsAndNotRuns() throws IOException {
    user("config_version = 1\ntimeout = '1ms'\n");
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(type("agent", "list").err()).contains("did not answer in time");
      assertThat(type("agent", "list", "--timeout", "20s").exit()).isZero();
      assertThat(kernel.calls()).isNotEmpty();
    }
  }

  @Test
  void thePrincipalAndNoInputOfAFileHold() throws IOException {
    user("config_version = 1\nprincipal = 'ops'\nno_input = true\n");
    try (TestKernel kernel = TestKernel.at(home)) {
      assertThat(type("agent", "list").exit()).isZero();
      assertThat(kernel.calls().getLast().principal()).isEqualTo("ops");
      assertThat(type("tool", "call", "test/echo", "--input", "-").err()).contains("--no-input forbids");
      environment.put("REEVE_NO_INPUT", "no");
      assertThat(type("tool", "call", "test/echo", "--input", "-").err()).doesNotContain("--no-input forbids");
    }
  }
}
