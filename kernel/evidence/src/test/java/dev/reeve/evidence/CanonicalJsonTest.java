package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  private static String text(Object value) {
    return new String(CanonicalJson.bytes(Json.from(value)), UTF_8);
  }

  @Test
  void escapesOnlyWhatMustBeEscaped() {
    assertThat(text("\b\t\n\f\r\"\\/\0\u001f\u007f\u0080é€😀\u2028"))
        .isEqualTo("\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0000\\u001f\u007f\u0080é€😀\u2028\"");
  }

  @Test
  void ordersMembersByUtf16CodeUnits() {
    Map<String, Object> members = new LinkedHashMap<>();
    for (String name : List.of("€", "\r", "\ufb33", "1", "😀", "\u0080", "ö")) {
      members.put(name, 1);
    }
    assertThat(text(members)).isEqualTo("{\"\\r\":1,\"1\":1,\"\u0080\":1,\"ö\":1,\"€\":1,\"😀\":1,\"\ufb33\":1}");
  }

  @Test
  void agreesWithASecondImplementationOnRandomValuesWrittenAnyhow() throws Exception {
    Random random = new Random(8785);
    for (int i = 0; i < 5_000; i++) {
      RandomJson.Sample sample = new RandomJson(random).object();
      byte[] canonical = CanonicalJson.bytes(sample.value());
      assertThat(canonical).isEqualTo(new JsonCanonicalizer(sample.loose()).getEncodedUTF8());
      assertThat(CanonicalJson.parse(canonical)).isEqualTo(sample.value());
    }
  }

  @Test
  void readerAcceptsNothingItWouldNotWrite() throws Exception {
    Random random = new Random(20261120);
    int accepted = 0;
    for (int i = 0; i < 40_000; i++) {
      byte[] bytes = CanonicalJson.bytes(new RandomJson(random).object().value()).clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      Json value;
      try {
        value = CanonicalJson.parse(bytes);
      } catch (MalformedJsonException e) {
        assertThat(e.offset()).isBetween(0, bytes.length);
        continue;
      }
      accepted++;
      assertThat(CanonicalJson.bytes(value)).isEqualTo(bytes);
    }
    assertThat(accepted).as("changes that leave canonical JSON").isGreaterThan(1_000);
  }

  @Test
  void goingPastAValueAcceptsWhatReadingItAccepts() {
    Random random = new Random(20261129);
    int accepted = 0;
    for (int i = 0; i < 40_000; i++) {
      byte[] bytes = CanonicalJson.bytes(new RandomJson(random).object().value()).clone();
      for (int changes = random.nextInt(3); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : "\"\\{}[]:,a0".charAt(random.nextInt(10)));
      }
      CanonicalReader past = new CanonicalReader(bytes, 0, bytes.length);
      String rule = "";
      try {
        past.skipMembers();
        past.end();
        accepted++;
      } catch (MalformedJsonException e) {
        rule = String.valueOf(e.getMessage());
      }
      CanonicalReader reader = new CanonicalReader(bytes, 0, bytes.length);
      String expected = "";
      try {
        Json.Members members = reader.members();
        reader.end();
        assertThat(CanonicalJson.bytes(members)).isEqualTo(bytes);
      } catch (MalformedJsonException e) {
        expected = String.valueOf(e.getMessage());
      }
      assertThat(rule).isEqualTo(expected);
    }
    assertThat(accepted).isBetween(10_000, 39_000);
  }

  @Test
  void namesAreOrderedByUtf16CodeUnitsWhenGoingPast() throws Exception {
    List<String> names =
        List.of("", "\u0001", "\b", "\t", "\u001f", " ", "!", "\"", "\"a", "#", "0", "[", "\\", "\\\"", "\\a", "a", "a\u0001", "a\"", "a\\", "aa", "ab",
            "\u007f", "\u0080", "é", "éa", "€", "😀", "😀a", "\ufb33");
    for (String first : names) {
      for (String second : names) {
        String one = text(first);
        String other = text(second);
        byte[] bytes = ("{" + one + ":1," + other + ":2}").getBytes(UTF_8);
        CanonicalReader past = new CanonicalReader(bytes, 0, bytes.length);
        if (first.compareTo(second) < 0) {
          past.skipMembers();
          past.end();
        } else {
          assertThatThrownBy(past::skipMembers).isInstanceOf(MalformedJsonException.class).hasMessageContaining("not in order");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " 1", "1 ", "{ }", "[1, 2]", "01", "-0", "+1", "1.0", "1e2", "9007199254740992", "-9007199254740992", "99999999999999999999",
        "null", "tru", "nan", "{\"b\":1,\"a\":1}", "{\"a\":1,\"a\":1}", "{\"a\":1,}", "[1,]", "[", "{\"a\"}", "{a:1}", "\"", "\"\\\"",
        "\"\\/\"", "\"\\u0041\"", "\"\\u000a\"", "\"\\u001F\"", "\"\\u00e9\"", "\"\\ud83d\\ude00\"", "\"\\x\"", "\"\n\"", "\"\\u00\"", "-",
        "{\"😀\":1,\"€\":1}", "1,2"
      })
  void whatIsNotCanonicalIsRefused(String text) {
    assertThatThrownBy(() -> CanonicalJson.parse(text.getBytes(UTF_8))).isInstanceOf(MalformedJsonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u00c0\u0080", "\u00c1\u00bf", "\u00e0\u0080\u0080", "\u00ed\u00a0\u0080", "\u00f0\u0080\u0080\u0080",
        "\u00f4\u0090\u0080\u0080", "\u00f5\u0080\u0080\u0080", "\u0080", "\u00c3", "\u00e2\u0082", "\u00e2(\u00a1"})
  void illFormedUtf8IsRefused(String bytes) {
    for (String before : new String[] {"", "\\n"}) {
      assertThatThrownBy(() -> CanonicalJson.parse(("\"" + before + bytes + "\"").getBytes(ISO_8859_1)))
          .isInstanceOf(MalformedJsonException.class)
          .hasMessageContaining("UTF-8");
    }
  }

  @Test
  void boundsHoldBothWays() throws Exception {
    for (long whole : new long[] {0, 1, -1, Json.MAX_WHOLE, -Json.MAX_WHOLE}) {
      assertThat(CanonicalJson.parse(text(whole).getBytes(UTF_8))).isEqualTo(Json.of(whole));
    }
    assertThatThrownBy(() -> Json.of(Json.MAX_WHOLE + 1)).isInstanceOf(IllegalArgumentException.class);
    String deepest = "[".repeat(CanonicalJson.MAX_DEPTH) + "]".repeat(CanonicalJson.MAX_DEPTH);
    Json deep = CanonicalJson.parse(deepest.getBytes(UTF_8));
    assertThat(CanonicalJson.bytes(deep)).asString(UTF_8).isEqualTo(deepest);
    assertThatThrownBy(() -> CanonicalJson.bytes(new Json.Items(List.of(deep)))).hasMessageContaining("deeper");
    assertThatThrownBy(() -> CanonicalJson.parse(("[" + deepest + "]").getBytes(UTF_8))).hasMessageContaining("deeper");
  }

  @Test
  void valuesTheChainCannotHoldAreRefused() {
    for (String text : new String[] {"\ud83d", "a\ude00", "\ud83d\ud83d\ude00", "\ude00\ud83d"}) {
      assertThatThrownBy(() -> Json.of(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("surrogate");
      assertThatThrownBy(() -> Json.members(Map.of(text, 1))).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Json.from(1.5)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Double");
    assertThatThrownBy(() -> Json.members(Map.of(1, 1))).isInstanceOf(IllegalArgumentException.class);
  }
}
