package dev.reeve.kernel.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.evidence.approval.Condition;
import dev.reeve.kernel.json.JsonText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionCheckTest {

  private static boolean holds(String kind, @Nullable Object value, String... terms) {
    return ConditionCheck.of("c", new Condition("x", kind, List.of(terms))).holds(Collections.singletonMap("x", value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/srv/data", "/srv/data/a", "/srv/data/a/b.txt", "/srv/data/...", "/srv/data/..a", "/srv/data/a b", "/srv/data/*",
  "/srv/data/é"})
  void aPathIsUnderItselfAndWhatIsAbove(String path) {
    assertThat(holds("under", path, "/srv/data")).isTrue();
    assertThat(holds("under", path, "/")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "/srv", "/srv/database", "/srv/data.old", "srv/data", "/srv/data/", "/srv/data/../x", "/srv/data/..", "/srv/data/./a", "/srv/data/.",
        "/srv//data", "//srv/data", "/srv/data//a", "/srv/data/a/../../../etc", "/srv/data\0", "/srv/data/a\0/../..", "/srv/data/a\n", "/SRV/data",
        "/srv/data\\..\\x", " /srv/data", "~/srv/data", "file:///srv/data", "/srv/dat\u0430", "/srv/\u202edata", "/x/srv/data", "/srv/data\u0085/a"
      })
  void aPathThatIsElsewhereOrNotNormalisedIsNotUnderIt(String path) {
    assertThat(holds("under", path, "/srv/data")).isFalse();
  }

  @Test
  void letterByLetterTheSamePathIsMeant() {
    assertThat(holds("under", "/srv/caf\u00e9/a", "/srv/caf\u00e9")).isTrue();
    assertThat(holds("under", "/srv/cafe\u0301/a", "/srv/caf\u00e9")).isFalse();
    assertThat(holds("under", "/" + "a/".repeat(2000) + "b", "/")).as("longer than a resource may be").isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "good.example,good.example", "GOOD.Example,good.example", "good.example:443,good.example", "good.example,GOOD.example",
    "https://good.example,good.example", "https://good.example/,good.example:443", "HTTPS://Good.Example/a?b=c#d,good.example:443",
    "http://good.example/x,good.example:80", "ws://good.example/x,good.example:80", "wss://good.example/,good.example:443",
    "https://good.example:8443/,good.example:8443", "https://good.example/@evil.example/,good.example", "https://good.example/a//b:c@d,good.example",
    "ssh://good.example/,good.example", "git+ssh://good.example:22/r,good.example:22",
    "https://a.good.example/,*.good.example", "a.b.good.example:1,*.good.example", "https://a.good.example/,*.good.example:443",
    "https://10.1.2.3/,10.0.0.0/8", "10.1.2.3:80,10.0.0.0/8:80", "https://[2001:db8::1]/,[2001:db8::/32]:443", "[2001:DB8::1]:22,2001:db8::/32",
    "2001:db8:0:0::1,2001:db8::1", "https://[::ffff:10.1.2.3]/,10.0.0.0/8", "https://xn--bcher-kva.example/,xn--bcher-kva.example"
  })
  void aUrlOrHostIsFoundAmongTheHosts(String value, String host) {
    assertThat(holds("host-in", value, "other.example", host)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://evil.example/,good.example", "https://evil.example/good.example,good.example", "https://evil.example/?good.example,good.example",
    "https://evil.example/#good.example,good.example", "https://good.example@evil.example/,good.example",
    "https://good.example:443@evil.example/,good.example:443", "https://evil@good.example/,good.example",
    "https://good.example%40evil.example/,good.example",
    "https://good.example%2eevil.example/,good.example", "https://g%6fod.example/,good.example", "https://good.example#@evil.example/,good.example",
    "https://good.example?@evil.example/,good.example", "https://good.example?x,good.example",
    "https://good.example\\@evil.example/,good.example", "https://good.example\\.evil.example/,good.example", "https:\\\\good.example/,good.example",
    "https:/good.example/,good.example", "https:good.example,good.example", "//good.example/,good.example", "good.example/,good.example",
    "good.example/x,good.example", "user@good.example,good.example", "https://good.example.evil.example/,good.example",
    "https://evilgood.example/,good.example", "https://evilgood.example/,*.good.example", "https://good.example/,*.good.example",
    "good.example.,good.example", "https://good.example./,good.example", "https://good.example:/,good.example",
    "https://good.example:0443/,good.example:443",
    "https://good.example:65536/,good.example", "good.example:x,good.example", "good.example:,good.example",
    "good.example,good.example:443", "ssh://good.example/,good.example:22", "http://good.example/,good.example:443",
    "https://good.example:444/,good.example:443",
    "'https://good.example /',good.example", "' https://good.example/',good.example", "'https://good.example\t/',good.example",
    "https:///good.example/,good.example", "https://good.example/ü,good.example", "'https://good.example/a b',good.example",
    "https://good.example/\\evil.example/,good.example",
    "https://good.example&evil.example/,good.example", "https://good.example;evil.example/,good.example",
    "'https://good.example,evil.example/',good.example",
    "https://[good.example]/,good.example", "https://good。example/,good.example", "https://ｇood.example/,good.example",
    "https://\u212aind.example/,kind.example",
    "https://bücher.example/,xn--bcher-kva.example", "https://b\u0131g.example/,big.example", "https://good\u00ad.example/,good.example",
    "https://11.1.2.3/,10.0.0.0/8", "https://0xa.1.2.3/,10.0.0.0/8", "https://012.1.2.3/,10.0.0.0/8", "https://167838211/,10.0.0.0/8",
    "https://10.66051/,10.0.0.0/8",
    "https://[::10.1.2.3]/,10.0.0.0/8", "https://[fe80::1%25eth0]/,fe80::/10", "https://[2001:db9::1]/,2001:db8::/32",
    "https://10.1.2.3.nip.example/,10.0.0.0/8",
    "javascript://good.example/%0aalert(1):x://,evil.example", "jar:https://good.example/,good.example",
    "view-source:https://good.example/,good.example",
    "1https://good.example/,good.example", "://good.example/,good.example", "'',good.example"
  })
  void aUrlThatLeadsElsewhereOrMayIsNotAmongThem(String value, String host) {
    assertThat(holds("host-in", value, "other.example", host)).isFalse();
  }

  @Test
  void aHostWithALineBreakOrNulIsNoHost() {
    for (String value : List.of("good.example\n", "good.example\0", "https://good.example/\r\nHost: evil", "https://good.example\n/",
    "good.example\u2028")) {
      assertThat(holds("host-in", value, "good.example")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1|1|true", "1|1.0|true", "1.0|1|true", "1e0|1|true", "1|\"1\"|false", "\"1\"|1|false", "0|-0.0|true", "0|false|false", "1|true|false",
        "null|null|true",
        "null|0|false", "null|\"\"|false", "null|\"null\"|false", "true|true|true", "true|false|false", "\"a\"|\"a\"|true", "\"a\"|\"A\"|false",
        "\"\\u00e9\"|\"é\"|true", "\"e\\u0301\"|\"é\"|false", "[]|[]|true", "[]|{}|false", "[]|null|false", "[1,2]|[1,2.0]|true", "[1,2]|[2,1]|false",
        "[1]|[1,1]|false", "[1,1]|[1]|false", "{\"a\":1,\"b\":2}|{\"b\":2.0,\"a\":1}|true", "{\"a\":1}|{\"a\":1,\"b\":null}|false",
        "{\"a\":1,\"b\":null}|{\"a\":1}|false", "{\"a\":null}|{\"b\":null}|false", "{\"a\":{\"b\":[{}]}}|{\"a\":{\"b\":[{}]}}|true",
        "{\"a\":{\"b\":[{}]}}|{\"a\":{\"b\":[[]]}}|false", "9007199254740993|9007199254740992.0|false", "9007199254740992|9007199254740992.0|true",
        "9.223372036854775808e18|9223372036854775807|false", "9.223372036854775808e18|9.223372036854775808e18|true",
        "0.1|0.1|true", "0.1|0.10|true", "0.1|0.1000000001|false", "1e300|1e300|true", "-1|1|false"
      })
  void aValueEqualsWhatTheJsonSays(String term, String value, boolean equal) throws Exception {
    assertThat(holds("equals", JsonText.parse(value), term)).isEqualTo(equal);
  }

  @Test
  void numbersOfEveryJavaKindAreWhatTheyAreWorth() {
    for (Object one : List.of(1, (short) 1, (byte) 1, 1f, 1d, 1L, BigInteger.ONE, BigDecimal.ONE, new BigDecimal("1.00"))) {
      assertThat(holds("equals", one, "1")).as("%s", one.getClass()).isTrue();
      assertThat(holds("equals", one, "2")).as("%s", one.getClass()).isFalse();
    }
    assertThat(holds("equals", BigInteger.TWO.pow(63), "9.223372036854775808e18")).isTrue();
    assertThat(holds("equals", BigInteger.TWO.pow(63).add(BigInteger.ONE), "9.223372036854775808e18")).isFalse();
    assertThat(holds("equals", Double.NaN, "0")).isFalse();
    assertThat(holds("equals", Float.POSITIVE_INFINITY, "1e308")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a|a|true", "a|ba|false", "a|ab|false", "a|A|false", "(?i)a|A|true", "a.*|ab|true", "a.*|ba|false", "[a-z]+|abc|true", "[a-z]+|abc1|false",
        "^a$|a|true", "\\d{3}|123|true", "\\d{3}|1234|false", "``|``|true", "``|a|false", "é|é|true"
      })
  void textMatchesAsAWhole(String pattern, String value, boolean matches) {
    assertThat(holds("matches", value, pattern)).isEqualTo(matches);
  }

  @Test
  void theLongerChoiceIsTriedToo() {
    assertThat(holds("matches", "ab", "a|ab")).isTrue();
    assertThat(holds("matches", "abc", "a|ab")).isFalse();
  }

  @Test
  void aLineBreakIsNoEndOfTheText() {
    assertThat(holds("matches", "a\n", "a")).isFalse();
    assertThat(holds("matches", "a\n", "a$")).isFalse();
    assertThat(holds("matches", "a\nrm -rf /", "a.*")).isFalse();
    assertThat(holds("matches", "a\nb", "(?m)^a$")).isFalse();
    assertThat(holds("matches", "a\nb", "(?s)a.*")).isTrue();
  }

  @Test
  void onlyTextMatches() {
    assertThat(holds("matches", 1L, ".*")).isFalse();
    assertThat(holds("matches", true, ".*")).isFalse();
    assertThat(holds("matches", Map.of(), ".*")).isFalse();
    assertThat(holds("matches", List.of("a"), ".*")).isFalse();
  }

  @Test
  @Timeout(60)
  void noTextHoldsUpWhoMatchesIt() {
    assertThat(holds("matches", "a".repeat(16_384), "(a*)*b")).isFalse();
    assertThat(holds("matches", "a".repeat(16_384), "(a*b?){140}c")).isFalse();
    assertThat(holds("matches", "a".repeat(16_384), "a+")).isTrue();
    assertThat(holds("matches", "a".repeat(16_385), "a+")).as("longer than is tried").isFalse();
  }
}
