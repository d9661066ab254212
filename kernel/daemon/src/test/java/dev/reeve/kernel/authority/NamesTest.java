package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "default", "DEFAULT", "log-triage", "a_b", "7", "selfish", "anonymous1"})
  void allows(String name) {
    assertThat(Names.checkPrincipal(name)).isNull();
    assertThat(Names.checkGroup(name)).isNull();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
      "" | the name is empty
      "a b" | character 2 (' ') is not one of A-Z, a-z, 0-9, '_', '-'
      "ä" | character 1 ('ä') is not one of A-Z, a-z, 0-9, '_', '-'
      "../x" | character 1 ('.') is not one of A-Z, a-z, 0-9, '_', '-'
      "a.b" | character 2 ('.') is not one of A-Z, a-z, 0-9, '_', '-'
      "a😀" | character 2 ('😀') is not one of A-Z, a-z, 0-9, '_', '-'
      "-rf" | the name starts with '-'
      "__host__" | the name starts with '_'
      "anonymous" | 'anonymous' is a reserved name
      "System" | 'System' is a reserved name
      "SELF" | 'SELF' is a reserved name
      "all" | 'all' is a reserved name
      """)
  void refuses(String name, String message) {
    assertThat(Names.checkPrincipal(name)).isEqualTo(message);
  }

  @Test
  void allowsSixtyFourCharacters() {
    assertThat(Names.checkPrincipal("a".repeat(64))).isNull();
    assertThat(Names.checkPrincipal("a".repeat(65))).isEqualTo("the name has 65 characters; at most 64 are allowed");
  }

  @Test
  void areTheSameIgnoringCase() {
    assertThat(Names.key("CI-Bot")).isEqualTo(Names.key("ci-BOT"));
  }
}
