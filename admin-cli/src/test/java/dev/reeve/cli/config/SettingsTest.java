package dev.reeve.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who counts, for each setting and each who can say it. */
class SettingsTest {

  @TempDir Path home;

  private final Map<Setting, String> line = new EnumMap<>(Setting.class);
  private final Map<String, String> environment = new HashMap<>();

  private Settings settings() {
    environment.put(ConfigFiles.SYSTEM_VARIABLE, home.resolve("cli.toml").toString());
    return new Settings(line::get, environment, ConfigFiles.of(environment, home));
  }

  private void user(String text) throws IOException {
    Path file = home.resolve(".config/reeve/config.toml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "config_version = 1\n" + text);
  }

  private void system(String text) throws IOException {
    Files.writeString(home.resolve("cli.toml"), "config_version = 1\n" + text);
  }

  /** A value of that setting, different for each who says it; true and false have to do for four. */
  private static String value(Setting setting, int number) {
    return switch (setting.kind()) {
      case FORMAT -> List.of("json", "jsonl", "yaml", "name").get(number);
      case COLOR -> List.of("never", "always", "auto", "never").get(number);
      case TRUTH -> number % 2 == 0 ? "true" : "false";
      case DURATION -> (number + 1) + "s";
      case NAME -> "n" + number;
      case PATH, KEY, PROGRAM, COMMAND -> "/p/" + number;
    };
  }

  private static String written(Setting setting, int number) {
    String value = value(setting, number);
    return setting.key() + " = " + (setting.kind() == Kind.TRUTH ? value : '"' + value + '"') + "\n";
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void eachSettingIsTakenFromTheFirstWhoSaysIt(Setting setting) throws IOException {
    system(written(setting, 3));
    user(written(setting, 2));
    environment.put(setting.variable(), value(setting, 1));
    line.put(setting, value(setting, 0));
    assertThat(settings().value(setting)).isEqualTo(value(setting, 0));
    assertThat(settings().all(setting)).extracting(Said::layer)
        .startsWith(Layer.FLAG, Layer.ENVIRONMENT, Layer.USER, Layer.SYSTEM)
        .hasSize(setting.builtIn() == null ? 4 : 5);
    assertThat(settings().all(setting)).extracting(Said::where).startsWith(setting.flag(), setting.variable());
    line.remove(setting);
    assertThat(settings().value(setting)).isEqualTo(value(setting, 1));
    environment.put(setting.variable(), "");
    assertThat(settings().value(setting)).isEqualTo(value(setting, 2));
    assertThat(settings().all(setting).getFirst().where()).isEqualTo(home.resolve(".config/reeve/config.toml").toString());
    user("");
    assertThat(settings().value(setting)).isEqualTo(value(setting, 3));
    system("");
    assertThat(settings().value(setting)).isEqualTo(setting.builtIn());
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everyBuiltInValueIsAValueAndEveryNameIsOfOneForm(Setting setting) {
    String builtIn = setting.builtIn();
    assertThat(builtIn == null ? null : setting.kind().problem(builtIn)).isNull();
    assertThat(setting.key()).matches("[a-z]+(_[a-z]+)*");
    assertThat(setting.variable()).matches("REEVE_[A-Z]+(_[A-Z]+)*");
    assertThat(setting.description()).endsWith(".");
    assertThat(Setting.of(setting.key())).isEqualTo(setting);
  }

  @Test
  void aContextSpeaksAfterTheEnvironmentAndBeforeTheFilesUnlessTheLineNamesIt() throws IOException {
    user(
        """
        context = "lab"
        home = "/of/user"
        principal = "user"
        [contexts.lab]
        socket = "/lab.sock"
        principal = "lab"
        key = "agent"
        """);
    assertThat(settings().kernel()).hasToString("/lab.sock").isInstanceOf(KernelAddress.Socket.class);
    assertThat(settings().value(Setting.PRINCIPAL)).isEqualTo("lab");
    assertThat(settings().all(Setting.PRINCIPAL)).extracting(Said::layer).containsExactly(Layer.CONTEXT, Layer.USER);
    environment.put("REEVE_PRINCIPAL", "me");
    assertThat(settings().value(Setting.PRINCIPAL)).isEqualTo("me");
    line.put(Setting.CONTEXT, "lab");
    assertThat(settings().value(Setting.PRINCIPAL)).isEqualTo("lab");
    assertThat(settings().all(Setting.PRINCIPAL)).extracting(Said::layer).containsExactly(Layer.FLAG_CONTEXT, Layer.ENVIRONMENT, Layer.USER);
    line.put(Setting.PRINCIPAL, "typed");
    assertThat(settings().value(Setting.PRINCIPAL)).isEqualTo("typed");
  }

  @Test
  void neitherPrincipalNorKeyOfAContextGoesToAnotherKernel() throws IOException {
    user("context = \"lab\"\n[contexts.lab]\nhome = \"/lab\"\nprincipal = \"lab\"\nkey = \"/lab.key\"\n");
    for (Setting address : List.of(Setting.SOCKET, Setting.HOME)) {
      environment.put(address.variable(), "/other");
      assertThat(settings().kernel()).hasToString("/other");
      assertThat(settings().value(Setting.PRINCIPAL)).isNull();
      assertThat(settings().value(Setting.KEY)).isNull();
      assertThat(settings().overruled()).isEqualTo(address.variable());
      line.put(Setting.CONTEXT, "lab");
      assertThat(settings().kernel()).hasToString("/lab");
      assertThat(settings().value(Setting.KEY)).isEqualTo("/lab.key");
      line.clear();
      environment.clear();
      line.put(address, "/typed");
      assertThat(settings().kernel()).hasToString("/typed");
      assertThat(settings().value(Setting.KEY)).isNull();
      line.clear();
    }
  }

  @Test
  void theKernelIsWhereTheFirstSaysWhoSaysAnythingOfIt() throws IOException {
    assertThat(settings().kernel()).isNull();
    system("socket = \"/system.sock\"\nhome = \"/system\"\n");
    assertThat(settings().kernel()).hasToString("/system.sock");
    user("home = \"/user\"\n");
    assertThat(settings().kernel()).hasToString("/user").isInstanceOf(KernelAddress.Home.class);
    environment.put("REEVE_SOCKET", "/environment.sock");
    assertThat(settings().kernel()).hasToString("/environment.sock");
    line.put(Setting.HOME, "/line");
    assertThat(settings().kernel()).hasToString("/line");
    assertThat(settings().home()).hasToString("/line");
  }

  @Test
  void aContextThatThereIsNotNeverMeansTheUsualKernel() throws IOException {
    environment.put("REEVE_CONTEXT", "lba");
    assertThatThrownBy(() -> settings().kernel()).isInstanceOf(ReeveException.class).hasMessage("there is no context 'lba', which REEVE_CONTEXT names");
    assertThatThrownBy(() -> settings().home()).isInstanceOf(ReeveException.class);
    line.put(Setting.CONTEXT, "lbb");
    assertThatThrownBy(() -> settings().kernel()).hasMessage("there is no context 'lbb', which --context names");
  }

  @Test
  void aContextOfTheUserComesBeforeOneOfTheSystemWithItsName() throws IOException {
    system("context = \"lab\"\n[contexts.lab]\nsocket = \"/system.sock\"\n[contexts.far]\nssh = \"ssh://far\"\n");
    assertThat(settings().kernel()).hasToString("/system.sock");
    user("[contexts.lab]\nhome = \"~/lab\"\n");
    assertThat(settings().kernel()).hasToString(home.resolve("lab").toString());
    line.put(Setting.CONTEXT, "far");
    assertThat(settings().kernel()).hasToString("ssh://far/run/reeve/kernel.sock");
    assertThatThrownBy(() -> settings().home()).hasMessageContaining("not where its home on this host is");
  }

  @Test
  void truthIsSaidInTheEnvironmentAsItIsElsewhere() {
    Map.of("1", "true", "yes", "true", "TRUE", "true", "0", "false", "no", "false", "False", "false")
        .forEach(
            (said, meant) -> {
              environment.put("REEVE_NO_INPUT", said);
              assertThat(settings().value(Setting.NO_INPUT)).isEqualTo(meant);
            });
    environment.put("REEVE_NO_INPUT", "maybe");
    assertThat(settings().problems()).hasToString("[REEVE_NO_INPUT: 'maybe' is neither true nor false]");
  }

  @Test
  void whatIsWrongInTheEnvironmentIsToldAllAtOnce() {
    environment.putAll(Map.of("REEVE_TIMEOUT", "soon", "REEVE_OUTPUT", "xml", "REEVE_PRINCIPAL", "a b", "REEVE_SSH", "-oProxyCommand=x"));
    assertThat(settings().problems()).extracting(ConfigProblem::where)
        .containsExactlyInAnyOrder("REEVE_TIMEOUT", "REEVE_OUTPUT", "REEVE_PRINCIPAL", "REEVE_SSH");
    assertThatThrownBy(() -> settings().require())
        .isInstanceOfSatisfying(ReeveException.class, told -> assertThat(told.report().message()).contains("'soon' is not a duration", "'xml' is not one of table"));
  }
}
