package dev.reeve.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table in {@code docs/configuration.md} is what the program says; {@code -Dreeve.docs.write=true} writes it anew. */
class ConfigurationPageTest {

  private static final Path PAGE = Path.of(System.getProperty("reeve.root", ".."), "docs", "configuration.md");
  private static final String BEGIN = "<!-- settings -->\n";
  private static final String END = "<!-- end of settings -->\n";

  @Test
  void theTableOfSettingsIsThatOfTheProgram() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    String expected = page.substring(0, from) + table() + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("reeve.docs.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(PAGE).as("run: mvn -pl admin-cli -am test -Dtest=ConfigurationPageTest -Dreeve.docs.write=true").content().isEqualTo(expected);
  }

  private static String table() {
    StringBuilder table = new StringBuilder("| key | variable | option | kind | built in | |\n| --- | --- | --- | --- | --- | --- |\n");
    for (Setting setting : Setting.values()) {
      table.append("| `").append(setting.key()).append("` | `").append(setting.variable()).append("` | ");
      table.append(setting.flag().isEmpty() ? "" : "`" + setting.flag() + "`").append(" | ").append(setting.kind().word()).append(" | ");
      table.append(Optional.ofNullable(setting.builtIn()).map(value -> "`" + value + "`").orElse("")).append(" | ");
      table.append(setting.description()).append(" |\n");
    }
    return table.toString();
  }

  @Test
  void theExampleOfAFileIsSound(@TempDir Path home) throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf("```toml\n") + "```toml\n".length();
    ConfigDocument document = ConfigReader.read(page.substring(from, page.indexOf("```", from)), "example", home);
    assertThat(document.problems()).isEmpty();
    assertThat(document.contexts()).containsOnlyKeys("lab", "try");
  }
}
