package dev.reeve.kernel.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.evidence.approval.Condition;
import dev.reeve.evidence.approval.RuleText;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RuleTermsTest {

  private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");
  private static final Condition ANY_PATH = new Condition("path", "under", List.of("/"));

  private static RuleText text(String principal, String capability, @Nullable Instant until, long uses, Condition... conditions) {
    return new RuleText(principal, capability, List.of(conditions), until, uses);
  }

  private static boolean admits(RuleText rule, String principal, Map<String, @Nullable Object> arguments, String... capabilities) {
    return RuleTerms.of(rule).admits(principal, Stream.of(capabilities).map(Capability::parse).toList(), arguments, NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "tool:invoke@files/write,true", "tool:invoke@files/read,true", "tool:invoke@file/read,false", "tool:invoke,false", "tool:list@files/write,false",
    "self:tool:invoke@files/write,false"
  })
  void aCapabilityIsMatchedByThePattern(String capability, boolean admitted) {
    assertThat(admits(text("bot", "tool:invoke@files/*", null, 0), "bot", Map.of(), capability)).isEqualTo(admitted);
  }

  @Test
  void everyCapabilityIsMatchedAndThereIsOne() {
    RuleText rule = text("bot", "tool:invoke@files/*", null, 0);
    assertThat(admits(rule, "bot", Map.of(), "tool:invoke@files/a", "tool:invoke@files/b")).isTrue();
    assertThat(admits(rule, "bot", Map.of(), "tool:invoke@files/a", "fs:write@/etc/passwd")).isFalse();
    assertThat(admits(rule, "bot", Map.of())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"bot,true", "Bot,true", "bot2,false", "bo,false", "'',false"})
  void onlyItsPrincipalIsLetThrough(String principal, boolean admitted) {
    assertThat(admits(text("bot", "a", null, 0), principal, Map.of(), "a")).isEqualTo(admitted);
  }

  @Test
  void itEndsWhenItsTermIsOver() {
    assertThat(admits(text("bot", "a", NOW.plusNanos(1), 0), "bot", Map.of(), "a")).isTrue();
    assertThat(admits(text("bot", "a", NOW, 0), "bot", Map.of(), "a")).isFalse();
    assertThat(admits(text("bot", "a", NOW.minusNanos(1), 0), "bot", Map.of(), "a")).isFalse();
  }

  @Test
  void allConditionsHold() {
    RuleText rule = text("bot", "a", null, 0, ANY_PATH, new Condition("n", "equals", List.of("1")));
    assertThat(admits(rule, "bot", Map.of("path", "/x", "n", 1L), "a")).isTrue();
    assertThat(admits(rule, "bot", Map.of("path", "/x", "n", 2L), "a")).isFalse();
    assertThat(admits(rule, "bot", Map.of("path", "x", "n", 1L), "a")).isFalse();
    assertThat(admits(rule, "bot", Map.of("n", 1L), "a")).isFalse();
  }

  @Test
  void itIsTheTextThatWasChecked() {
    RuleText rule = text("bot", "tool:invoke@files/*", NOW, 3, ANY_PATH);
    RuleTerms terms = RuleTerms.of(rule);
    assertThat(terms.text()).isSameAs(rule);
    assertThat(terms.capability().text()).isEqualTo("tool:invoke@files/*");
  }

  @Test
  void membersAreFoundByDots() {
    Map<String, @Nullable Object> nested = Map.of("a", Map.of("b", Map.of("c", "yes"), "x", List.of(Map.of("c", "yes"))), "a.b.c", "no", "t", "yes");
    RuleText rule = text("bot", "a", null, 0, new Condition("a.b.c", "equals", List.of("\"yes\"")));
    assertThat(admits(rule, "bot", nested, "a")).isTrue();
    assertThat(admits(rule, "bot", Map.of("a.b.c", "yes"), "a")).as("a name with dots of its own").isFalse();
    for (String missing : List.of("a.b", "a.x.c", "a.x.0.c", "t.length", "a.b.c.d", "b.c", "a.b.C")) {
      assertThat(admits(text("bot", "a", null, 0, new Condition(missing, "equals", List.of("\"yes\""))), "bot", nested, "a")).as(missing).isFalse();
    }
  }

  @Test
  void whatIsMissingHoldsForNothingAndNullIsThere() {
    Map<String, @Nullable Object> withNull = Collections.singletonMap("x", null);
    for (Condition condition :
        List.of(
            new Condition("x", "equals", List.of("null")), new Condition("x", "under", List.of("/")),
            new Condition("x", "host-in", List.of("0.0.0.0/0")),
            new Condition("x", "matches", List.of("(?s).*")))) {
      RuleText rule = text("bot", "a", null, 0, condition);
      assertThat(admits(rule, "bot", Map.of(), "a")).isFalse();
      assertThat(admits(rule, "bot", withNull, "a")).as("%s", condition).isEqualTo(condition.kind().equals("equals"));
    }
  }

  static Stream<Arguments> wrong() {
    Condition[] many = new Condition[33];
    Arrays.fill(many, ANY_PATH);
    return Stream.of(
        Arguments.of("principal", text("", "a", null, 0)),
        Arguments.of("principal", text("a b", "a", null, 0)),
        Arguments.of("principal", text("*", "a", null, 0)),
        Arguments.of("capability", text("bot", "", null, 0)),
        Arguments.of("capability", text("bot", "a:b*", null, 0)),
        Arguments.of("capability", text("bot", "*", null, 0)),
        Arguments.of("capability", text("bot", "*:*", null, 0)),
        Arguments.of("capability", text("bot", "*@/srv/**", null, 0)),
        Arguments.of("capability", text("bot", "fs:read@../x", null, 0)),
        Arguments.of("until", text("bot", "a", Instant.MAX, 0)),
        Arguments.of("until", text("bot", "a", Instant.parse("0000-12-31T23:59:59Z"), 0)),
        Arguments.of("until", text("bot", "a", Instant.parse("+10000-01-01T00:00:00Z"), 0)),
        Arguments.of("capability", text("bot", "self:quota:set", null, 0)),
        Arguments.of("max_uses", text("bot", "a", null, -1)),
        Arguments.of("max_uses", text("bot", "a", null, 1_000_000_001)),
        Arguments.of("arguments", text("bot", "a", null, 0, many)),
        Arguments.of("arguments[0].name", condition("", "under", "/")),
        Arguments.of("arguments[0].name", condition("a..b", "under", "/")),
        Arguments.of("arguments[0].name", condition(".a", "under", "/")),
        Arguments.of("arguments[0].name", condition("a.", "under", "/")),
        Arguments.of("arguments[0].name", condition("a\nb", "under", "/")),
        Arguments.of("arguments[0].name", condition("x".repeat(129), "under", "/")),
        Arguments.of("arguments[1].under", text("bot", "a", null, 0, ANY_PATH, new Condition("p", "under", List.of("x")))),
        Arguments.of("arguments[0]", condition("p", "over", "/")),
        Arguments.of("arguments[0].under", condition("p", "under")),
        Arguments.of("arguments[0].under", condition("p", "under", "/a", "/b")),
        Arguments.of("arguments[0].under", condition("p", "under", "")),
        Arguments.of("arguments[0].under", condition("p", "under", "/a/")),
        Arguments.of("arguments[0].under", condition("p", "under", "/a/../b")),
        Arguments.of("arguments[0].under", condition("p", "under", "/a//b")),
        Arguments.of("arguments[0].under", condition("p", "under", "/a/**")),
        Arguments.of("arguments[0].under", condition("p", "under", "/a\0b")),
        Arguments.of("arguments[0].under", condition("p", "under", "/" + "x".repeat(4096))),
        Arguments.of("arguments[0].host_in", condition("u", "host-in")),
        Arguments.of("arguments[0].host_in", condition("u", "host-in", new String[65])),
        Arguments.of("arguments[0].host_in", condition("u", "host-in", "good.example", "https://good.example")),
        Arguments.of("arguments[0].host_in", condition("u", "host-in", "bücher.example")),
        Arguments.of("arguments[0].host_in", condition("u", "host-in", "good.example.")),
        Arguments.of("arguments[0].host_in", condition("u", "host-in", "10.0.0.1/8")),
        Arguments.of("arguments[0].host_in", condition("u", "host-in", "*")),
        Arguments.of("arguments[0].host_in", condition("u", "host-in", "good.example:0")),
        Arguments.of("arguments[0].equals", condition("n", "equals", "")),
        Arguments.of("arguments[0].equals", condition("n", "equals", "one")),
        Arguments.of("arguments[0].equals", condition("n", "equals", "1 2")),
        Arguments.of("arguments[0].equals", condition("n", "equals", "{\"a\":1,\"a\":2}")),
        Arguments.of("arguments[0].equals", condition("n", "equals", "1e999")),
        Arguments.of("arguments[0].equals", condition("n", "equals", "[".repeat(2000) + "]".repeat(2000))),
        Arguments.of("arguments[0].equals", condition("n", "equals", "\"" + "x".repeat(4096) + "\"")),
        Arguments.of("arguments[0].matches", condition("t", "matches", "(")),
        Arguments.of("arguments[0].matches", condition("t", "matches", "(a)\\1")),
        Arguments.of("arguments[0].matches", condition("t", "matches", "(?=a)")),
        Arguments.of("arguments[0].matches", condition("t", "matches", "((a{1000}){1000}){1000}")),
        Arguments.of("arguments[0].matches", condition("t", "matches", "(".repeat(2000) + ")".repeat(2000))));
  }

  private static RuleText condition(String name, String kind, String... values) {
    return text("bot", "a", null, 0, new Condition(name, kind, Stream.of(values).map(value -> value == null ? "h" : value).toList()));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatIsWrongIsRefusedByItsField(String field, RuleText rule) {
    KernelException refused = catchThrowableOfType(KernelException.class, () -> RuleTerms.of(rule));
    assertThat(refused).isNotNull();
    assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
    assertThat(refused.details()).containsEntry("field", field);
    assertThat(refused.getMessage()).hasSizeLessThan(400);
  }

  @Test
  void theBoundsThemselvesAreAllowed() {
    Condition[] many = new Condition[32];
    Arrays.fill(many, ANY_PATH);
    String[] hosts = new String[64];
    Arrays.fill(hosts, "h.example");
    assertThat(RuleTerms.of(text("bot", "a", Instant.parse("9999-12-31T23:59:59Z"), 1_000_000_000, many))).isNotNull();
    assertThat(RuleTerms.of(condition("x".repeat(128), "host-in", hosts))).isNotNull();
    assertThat(RuleTerms.of(condition("n", "equals", "\"" + "x".repeat(4094) + "\""))).isNotNull();
    assertThat(RuleTerms.of(condition("t", "matches", "x".repeat(1000)))).isNotNull();
  }

  @Test
  void argumentsMayBeOfAnyShape() {
    Map<String, @Nullable Object> odd = new HashMap<>();
    odd.put("path", List.of("/srv"));
    odd.put("n", Map.of());
    RuleText path = condition("path", "under", "/");
    assertThat(admits(path, "bot", odd, "a")).isFalse();
    assertThat(admits(condition("n", "matches", ".*"), "bot", odd, "a")).isFalse();
    assertThat(admits(condition("n", "host-in", "0.0.0.0/0"), "bot", odd, "a")).isFalse();
  }
}
