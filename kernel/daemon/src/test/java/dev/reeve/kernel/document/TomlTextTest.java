package dev.reeve.kernel.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TomlTextTest {

  @Test
  void writesTablesInTheOrderOfTheCalls() {
    String text = new TomlText()
        .comment("made by the kernel")
        .put("s", "a \"b\" \\ c\n")
        .put("n", -5)
        .put("b", true)
        .put("t", Instant.parse("2026-01-31T12:00:00.000000001Z"))
        .put("l", List.of("x", 1L, 2))
        .table("a", "b c").put("k.k", "v")
        .element("m").put("x", 1)
        .element("m").put("x", 2)
        .toString();
    assertThat(text).isEqualTo("""
        # made by the kernel
        s = "a \\"b\\" \\\\ c\\n"
        n = -5
        b = true
        t = 2026-01-31T12:00:00.000000001Z
        l = ["x", 1, 2]

        [a."b c"]
        "k.k" = "v"

        [[m]]
        x = 1

        [[m]]
        x = 2
        """);
    assertThat(TomlSource.parse("a.toml", text).plain()).isEqualTo(Map.of(
        "s", "a \"b\" \\ c\n", "n", -5L, "b", true, "t", "2026-01-31T12:00:00.000000001Z", "l", List.of("x", 1L, 2L),
        "a", Map.of("b c", Map.of("k.k", "v")), "m", List.of(Map.of("x", 1L), Map.of("x", 2L))));
  }

  @Test
  void breaksLongLists() {
    List<String> values = List.of("x".repeat(60), "y".repeat(60));
    String text = new TomlText().put("l", values).toString();
    assertThat(text.lines()).hasSize(4);
    assertThat(TomlSource.parse("a.toml", text).plain()).isEqualTo(Map.of("l", values));
  }

  @Test
  void whatIsWrittenIsReadBackWhateverTheCharacters() {
    Random random = new Random(20260131);
    for (int round = 0; round < 300; round++) {
      TomlText text = new TomlText();
      Map<String, Object> expected = new LinkedHashMap<>();
      for (int i = 0; i < 5; i++) {
        String key = anyText(random, 8);
        String value = anyText(random, 30);
        List<String> list = new ArrayList<>(List.of(anyText(random, 50), anyText(random, 50), anyText(random, 50)));
        if (expected.put(key, value) == null) {
          text.put(key, value);
        } else {
          expected.put(key, value);
          text = rewritten(expected);
        }
        if (expected.putIfAbsent("list" + i, list) == null) {
          text.put("list" + i, list);
        }
      }
      assertThat(TomlSource.parse("a.toml", text.toString()).plain()).as(text.toString()).isEqualTo(expected);
    }
  }

  private static TomlText rewritten(Map<String, Object> values) {
    TomlText text = new TomlText();
    values.forEach((key, value) -> {
      if (value instanceof List<?> list) {
        text.put(key, list);
      } else {
        text.put(key, String.valueOf(value));
      }
    });
    return text;
  }

  private static String anyText(Random random, int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest); i >= 0; i--) {
      int c = switch (random.nextInt(4)) {
        case 0 -> random.nextInt(0x20);
        case 1 -> 0x7f + random.nextInt(0x21);
        case 2 -> 0x20 + random.nextInt(0x5f);
        default -> random.nextInt(0x110000);
      };
      text.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '"' : c);
    }
    return text.toString();
  }

  @Test
  void refusesWhatTomlCannotHold() {
    assertThatThrownBy(() -> new TomlText().put("k", "\ud800")).hasMessage("half a surrogate pair cannot be written");
    assertThatThrownBy(() -> new TomlText().comment("a\nb = 1")).hasMessage("a comment is one line of plain text");
    assertThatThrownBy(() -> new TomlText().put("k", List.of(1.5))).hasMessageContaining("not a value this class writes");
  }
}
