package dev.reeve.capsules.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KvCommandTest {

  private final Registrations kv = Registrations.started();

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "8080|8080", "-9223372036854775808|-9223372036854775808", "true|true", "null|null", "-1.50|-1.5", "`\"8080\"`|`\"8080\"`", "Ada|`\"Ada\"`", "buy milk|`\"buy milk\"`", "01|`\"01\"`",
      "tru|`\"tru\"`", "`{ \"b\" : 1, \"a\" : [ ] }`|`{\"a\":[],\"b\":1}`", "``|`\"\"`", "`\"\\u00fc\"`|`\"ü\"`"})
  void aValueIsJsonOrElseText(String typed, String kept) throws Exception {
    assertThat(kv.run("put", "k", typed)).containsExactly("created");
    assertThat(kv.run("get", "k")).containsExactly(kept);
    assertThat(kv.run("put", "k", typed)).containsExactly("replaced");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"a\":1", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "{a:1}", "[1,]", "[1 2]", "[1]x", "\"a", "\"a\"b", "\"\\x\"", "\"\\u12g4\"", "\"\n\"",
      "[01]", "[1.]", "[.5]", "[+1]", "[1e999]", "[9223372036854775808]", "[nul]", "{", "[", "\"", "[\"\\"})
  void whatBeginsLikeJsonAndIsNoneIsRefused(String typed) {
    assertThatThrownBy(() -> kv.run("put", "k", typed))
        .isInstanceOfSatisfying(CapsuleException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID))
        .hasMessageContaining("no JSON: at character");
    assertThat(kv.values.values).isEmpty();
  }

  @Test
  void nestingHasABoundWhenItIsTypedToo() throws Exception {
    assertThat(kv.run("put", "k", "[".repeat(64) + "]".repeat(64))).containsExactly("created");
    assertThatThrownBy(() -> kv.run("put", "k", "[".repeat(2000))).isInstanceOf(CapsuleException.class).hasMessageContaining("nested too deep");
  }

  @Test
  void keysAreDeletedAndListed() throws Exception {
    for (String key : new String[] {"b", "a1", "a2"}) {
      kv.run("put", key, "1");
    }
    assertThat(kv.run("list")).containsExactly("a1", "a2", "b");
    assertThat(kv.run("list", "a")).containsExactly("a1", "a2");
    assertThat(kv.run("list", "", "a1")).containsExactly("a2", "b");
    assertThat(kv.run("delete", "a1")).containsExactly("deleted");
    for (String verb : new String[] {"delete", "get"}) {
      assertThatThrownBy(() -> kv.run(verb, "a1"))
          .isInstanceOfSatisfying(CapsuleException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
          .hasMessage("there is no key 'a1'");
    }
  }

  @Test
  void moreKeysThanALineForEachAreSaidToBeThere() throws Exception {
    for (int i = 0; i <= 1_000; i++) {
      kv.run("put", "k%04d".formatted(i), "1");
    }
    assertThat(kv.run("list", "k")).hasSize(1_001).last().isEqualTo("(there are more: kv list 'k' 'k0999')");
    assertThat(kv.run("list", "k", "k0999")).containsExactly("k1000");
  }

  @Test
  void anythingElseTellsTheUsage() {
    for (String[] args : new String[][] {{}, {"get"}, {"get", "a", "b"}, {"put", "a"}, {"put", "a", "b", "c"}, {"drop", "a"}, {"list", "a", "b", "c"}}) {
      assertThatThrownBy(() -> kv.run(args)).isInstanceOf(CapsuleException.class).hasMessageStartingWith("usage: kv get KEY | put KEY VALUE");
    }
  }
}
