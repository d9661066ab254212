package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.config.Kind;
import dev.reeve.cli.config.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Secrets never stand on a line, where every user of the host and the history of the shell see them: no word of the tree takes one. */
class SecretOptionsTest {

  private static final Pattern SECRET = Pattern.compile("token|secret|pass|pin\\b|credential|private|api-?key|bearer");
  private static final Pattern KEY = Pattern.compile("(^|-)key$");

  /** Words of the tree that would take a secret itself. */
  private static List<String> suspects(CommandSpec command) {
    List<String> suspects = new ArrayList<>();
    Stream.concat(command.options().stream(), command.positionalParameters().stream())
        .filter(SecretOptionsTest::takesASecret)
        .forEach(word -> suspects.add(command.qualifiedName() + " " + name(word)));
    command.subcommands().values().stream().distinct().forEach(sub -> suspects.addAll(suspects(sub.getCommandSpec())));
    return suspects;
  }

  private static boolean takesASecret(ArgSpec word) {
    if (word.arity().max() == 0) {
      return false;
    }
    String name = name(word);
    if (SECRET.matcher(name).find() || SECRET.matcher(word.paramLabel().toLowerCase(Locale.ROOT)).find()) {
      return !word.typeInfo().getType().equals(Path.class) || (word.isOption() && !name.endsWith("-file"));
    }
    return KEY.matcher(name).find() && !word.paramLabel().startsWith("FILE");
  }

  private static String name(ArgSpec word) {
    return word instanceof OptionSpec option ? option.longestName() : word.paramLabel().toLowerCase(Locale.ROOT);
  }

  /** Those that take a public key, the id of a key, or a word that is no key of that kind. */
  private static final List<String> PUBLIC =
      List.of(
          "reeve key remove key", "reeve capsule verify --key", "reeve capsule trust add --key", "reeve audit verify --key",
          "reeve backup restore --key", "reeve backup verify --key", "reeve config explain key", "reeve run start --idempotency-key",
          "reeve run fork --idempotency-key", "reeve task execute --idempotency-key");

  @Test
  void noWordOfTheTreeTakesASecret() {
    assertThat(suspects(CommandPageTest.spec())).containsExactlyInAnyOrderElementsOf(PUBLIC);
  }

  /** Each of its words has to be found. */
  @Command(name = "reeve")
  static final class Careless {
    @Option(names = "--token")
    String token = "";

    @Option(names = {"-p", "--passphrase"})
    String passphrase = "";

    @Option(names = "--auth", paramLabel = "SECRET")
    String auth = "";

    @Option(names = "--with-key", paramLabel = "PEM")
    String key = "";

    @Option(names = "--secret")
    Path secret = Path.of("");

    @Parameters(paramLabel = "TOKEN")
    String word = "";
  }

  /** None of its words may be found. */
  @Command(name = "reeve")
  static final class Careful {
    @Option(names = "--passphrase")
    boolean asked;

    @Option(names = "--token-file")
    Path token = Path.of("");

    @Option(names = "--key", paramLabel = "FILE|agent")
    String key = "";
  }

  @Test
  void aWordThatTakesASecretIsFoundAndOneThatAsksForItOrNamesItsFileIsNot() {
    assertThat(suspects(new CommandLine(new Careless()).getCommandSpec()))
        .containsExactlyInAnyOrder(
            "reeve --token", "reeve --passphrase", "reeve --auth", "reeve --with-key", "reeve --secret", "reeve token");
    assertThat(suspects(new CommandLine(new Careful()).getCommandSpec())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void noSettingHoldsASecret(Setting setting) {
    boolean named = SECRET.matcher(setting.key()).find();
    assertThat(!named || (setting.kind() == Kind.PATH && setting.key().endsWith("_file"))).isTrue();
  }
}
