package dev.reeve.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where files lie, and what is told of wrong ones. */
class ConfigFileTest {

  @TempDir Path home;

  private ConfigFile file() {
    return ConfigFile.at(home.resolve("config.toml"), home);
  }

  private List<String> problems(String text) {
    return file().parse(text).problems().stream().map(problem -> problem.line() + ":" + problem.column() + " " + problem.said()).toList();
  }

  private List<String> wrong() {
    return file().read().problems().stream().map(problem -> problem.toString().replace(home.toString(), "HOME")).toList();
  }

  @Test
  void allProblemsAreToldAtOnceEachWithItsPlace() {
    assertThat(
            problems(
                """
                config_version = 1
                outptu = "json"
                timeout = 30
                no_input = "yes"
                  output = "xml"
                home = "relative/path"
                [contexts.lab]
                socket = "/a"
                home = "/b"
                prinzipal = "x"
                [contexts.none]
                description = "x"
                [contexts."a b"]
                home = "/c"
                [contexts.far]
                ssh = "ssh://-oProxyCommand=x"
                """))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("2:1 unknown key 'outptu': it is one of config_version, context, socket"),
            line -> assertThat(line).isEqualTo("3:1 timeout is a string, in quotes"),
            line -> assertThat(line).isEqualTo("4:1 no_input is true or false, without quotes"),
            line -> assertThat(line).startsWith("5:3 output: 'xml' is not one of table"),
            line -> assertThat(line).isEqualTo("6:1 home: 'relative/path' is neither absolute nor begins with ~/"),
            line -> assertThat(line).isEqualTo("7:1 context 'lab' says where its kernel is by one of socket, home and ssh, not by several"),
            line -> assertThat(line).startsWith("10:1 unknown key 'prinzipal'"),
            line -> assertThat(line).isEqualTo("11:1 context 'none' says where its kernel is by one of socket, home and ssh, not by none"),
            line -> assertThat(line).startsWith("13:1 'a b' is no name"),
            line -> assertThat(line).startsWith("16:1 ssh: 'ssh://-oProxyCommand=x' is not of the form"));
  }

  @Test
  void aTextThatIsNoTomlIsToldWithItsPlace() {
    assertThat(problems("config_version = 1\noutput = \n")).singleElement().asString().startsWith("2:10 ");
    assertThat(problems("config_version = 1\noutput = 'json'\noutput = 'yaml'\n")).singleElement().asString().startsWith("3:1 ");
  }

  @Test
  void theVersionIsSaidAndKnown() {
    assertThat(problems("output = 'json'\n")).singleElement().asString().startsWith("1:1 config_version is missing: type 'reeve config migrate'");
    assertThat(problems("# x\nconfig_version = 2\nwhatever = 1\n"))
        .containsExactly("2:1 this file is of version 2, and this program reads version 1");
    assertThat(problems("config_version = 0\n")).containsExactly("1:1 this file is of version 0: type 'reeve config migrate'");
    assertThat(problems("config_version = '1'\n")).containsExactly("1:1 config_version is a whole number");
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everySettingRefusesWhatIsNoValueOfIt(Setting setting) {
    assertThat(problems("config_version = 1\n" + setting.key() + " = 1.5\n")).hasSize(1);
    assertThat(problems("config_version = 1\n" + setting.key() + " = ''\n")).hasSize(1);
    assertThat(problems("config_version = 1\n" + setting.key() + " = \"a\\u001b]0;x\"\n")).hasSize(1);
    assertThat(problems("config_version = 1\n[" + setting.key() + "]\n")).hasSize(1);
  }

  @Test
  void aTildeStandsForTheUsersHome() {
    assertThat(file().parse("config_version = 1\nkey = '~/ops.key'\nssh_program = 'ssh2'\n").values())
        .containsEntry(Setting.KEY, home.resolve("ops.key").toString())
        .containsEntry(Setting.SSH_PROGRAM, "ssh2");
  }

  @Test
  void aFileThatIsNotThereSaysNothing() {
    assertThat(file().exists()).isFalse();
    assertThat(file().read()).isEqualTo(ConfigDocument.NONE);
  }

  @Test
  void whatIsNoTextFileOfItsOwnerAloneIsAProblem() throws IOException {
    Path path = file().path();
    Files.createDirectory(path);
    assertThat(wrong()).containsExactly("HOME/config.toml: it is no regular file");
    Files.delete(path);
    Files.createSymbolicLink(path, home.resolve("nothing"));
    assertThat(wrong()).containsExactly("HOME/config.toml: it is no regular file");
    Files.delete(path);
    Files.write(path, new byte[] {(byte) 0xff});
    assertThat(wrong()).containsExactly("HOME/config.toml: it is not UTF-8 text");
    Files.writeString(path, "#".repeat(ConfigFile.MAX_BYTES + 1));
    assertThat(wrong()).containsExactly("HOME/config.toml: it is larger than 262144 bytes");
    Files.writeString(path, "config_version = 1\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThat(wrong()).singleElement().asString().startsWith("HOME/config.toml: it has mode rw-rw-r--: others than its owner");
  }

  @Test
  void aLinkToAFileIsFollowed() throws IOException {
    Path real = Files.writeString(home.resolve("dotfiles.toml"), "config_version = 1\noutput = 'json'\n");
    Files.createSymbolicLink(file().path(), real);
    assertThat(file().read().values()).containsEntry(Setting.OUTPUT, "json");
  }

  @Test
  void theUsersFileIsWhereXdgSays() {
    assertThat(user(Map.of())).isEqualTo("HOME/.config/reeve/config.toml");
    assertThat(user(Map.of("XDG_CONFIG_HOME", "/x/cfg"))).isEqualTo("/x/cfg/reeve/config.toml");
    assertThat(user(Map.of("XDG_CONFIG_HOME", ""))).isEqualTo("HOME/.config/reeve/config.toml");
    assertThat(user(Map.of("XDG_CONFIG_HOME", "relative"))).isEqualTo("HOME/.config/reeve/config.toml");
    assertThat(user(Map.of("XDG_CONFIG_HOME", "/x", "REEVE_CONFIG", "/y/own.toml"))).isEqualTo("/y/own.toml");
    assertThat(ConfigFiles.of(Map.of(), home).system().path()).hasToString("/etc/reeve/cli.toml");
  }

  private String user(Map<String, String> environment) {
    return ConfigFiles.of(environment, home).user().path().toString().replace(home.toString(), "HOME");
  }

  @Test
  void theFileOfBuiltInValuesIsSoundAsItIsAndWithItsLinesMeant() {
    assertThat(problems(ConfigText.builtIn())).isEmpty();
    String meant = ConfigText.builtIn().replaceAll("(?m)^# ((?:[a-z_]+ = |\\[contexts).*)$", "$1");
    ConfigDocument document = file().parse(meant);
    assertThat(document.problems()).isEmpty();
    assertThat(document.values()).containsOnlyKeys(Setting.values());
    assertThat(document.contexts()).containsOnlyKeys("lab");
  }
}
