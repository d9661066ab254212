package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilityPatternTest {

  private static boolean matches(String pattern, String capability) {
    return CapabilityPattern.parse(pattern).matches(Capability.parse(capability));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      ''      | the capability is empty
      '@x'    | the capability is empty
      'a::b'  | segment 2 of 'a::b' is empty
      ':a'    | segment 1 of ':a' is empty
      'a:'    | segment 2 of 'a:' is empty
      ':'     | segment 1 of ':' is empty
      '**'    | segment 1 of '**' is '**'; a last '*' already stands for all that follows
      'a:**'  | segment 2 of 'a:**' is '**'; a last '*' already stands for all that follows
      'a*'    | segment 1 of 'a*' mixes '*' with text; '*' stands alone
      'a:*b'  | segment 2 of 'a:*b' mixes '*' with text; '*' stands alone
      'a:***' | segment 2 of 'a:***' mixes '*' with text; '*' stands alone
      'a:b.c' | segment 2 of 'a:b.c' has the character '.'; allowed are A-Z, a-z, 0-9, '_', '-'
      'a b'   | segment 1 of 'a b' has the character ' '; allowed are A-Z, a-z, 0-9, '_', '-'
      'a/b'   | segment 1 of 'a/b' has the character '/'; allowed are A-Z, a-z, 0-9, '_', '-'
      'ä'     | segment 1 of 'ä' has the character 'ä'; allowed are A-Z, a-z, 0-9, '_', '-'
      'a:😀'  | segment 2 of 'a:😀' has the character '😀'; allowed are A-Z, a-z, 0-9, '_', '-'
      'a:b@'  | the resource after '@' is empty
      """)
  void refusesWhatIsNoPattern(String text, String message) {
    assertThatThrownBy(() -> CapabilityPattern.parse(text)).isInstanceOf(InvalidPatternException.class).hasMessage(message);
  }

  @Test
  void quotesNoControlCharacterAndNoLongText() {
    assertThatThrownBy(() -> CapabilityPattern.parse("a\u001b[31m")).hasMessageStartingWith("segment 1 of 'a?[31m' has the character '?'");
    assertThatThrownBy(() -> CapabilityPattern.parse("a".repeat(100) + ":")).hasMessage("segment 2 of '" + "a".repeat(40) + "…' is empty");
  }

  @Test
  void allowsActionsOf256BytesAndResourcesOf1024() {
    String longest = "a:".repeat(127) + "aa";
    assertThat(CapabilityPattern.parse(longest + "@" + "r".repeat(1024)).text()).hasSize(256 + 1 + 1024);
    assertThatThrownBy(() -> CapabilityPattern.parse(longest + "a")).hasMessage("the action has 257 bytes; at most 256 are allowed");
    assertThatThrownBy(() -> CapabilityPattern.parse("ä".repeat(129))).hasMessage("the action has 258 bytes; at most 256 are allowed");
    assertThatThrownBy(() -> CapabilityPattern.parse("run:start@" + "r".repeat(1025)))
        .hasMessage("the resource has 1025 bytes; at most 1024 are allowed");
    assertThatThrownBy(() -> CapabilityPattern.parse("fs:read@/" + "ä".repeat(512)))
        .hasMessage("the resource has 1025 bytes; at most 1024 are allowed");
  }

  @ParameterizedTest
  @CsvSource({
      "*, self", "*, self:quota:get", "*, uplink", "*, fs:read@/x",
      "self:*, self:quota", "self:*, self:quota:get", "self:*, self:run:start@ci-bot",
      "a:*:c, a:b:c", "*:b, a:b", "*:*, system:shutdown", "*:*, a:b:c", "a:b, a:b", "A-1_z, A-1_z", "a:*:*, a:b:c:d",
      "fs:read, fs:read@/x", "run:*@ci-bot, run:start@ci-bot", "agent:*@ci-bot, agent:deploy@ci-bot", "*@ci-bot, run:start@ci-bot",
      "*@/srv/**, fs:read@/srv/x", "*:*@/bin/sh, process:spawn@/bin/sh", "self:*@ci-bot, self:run:start@ci-bot",
      "fs:*@/srv/**, fs:write@/srv/x", "self:fs:read@/srv/**, self:fs:read@/srv", "*:connect@example.com, net:connect@example.com"})
  void matchesWhatItNames(String pattern, String capability) {
    assertThat(matches(pattern, capability)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
      "self:*, self", "self:*, selfish:a", "a:*:c, a:b:d:c", "a:*:c, a:c", "a:*:c, a:b:d", "*:*, uplink", "*:b, a:c", "a:b, a:B",
      "a:b, a", "a, a:b", "a:b, a:bc", "a:bc, a:b", "a:*:*, a:b", "agent:list, self:agent:list",
      "fs:read@/x, fs:read", "*@x, run:start", "run:*@ci-bot, run:start@other", "run:*@ci-bot, agent:list@ci-bot",
      "run:*@ci-bot, run@ci-bot",
      "*@/srv/**, process:spawn@/srv/x", "*@10.0.0.1, net:connect@10.0.0.2", "fs:*@/srv/**, self:fs:read@/srv/x"})
  void matchesNothingElse(String pattern, String capability) {
    assertThat(matches(pattern, capability)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "*:*", "*:*:*", "*@x", "*:*@/srv/**"})
  void isUniversalWhereEverySegmentIsAStar(String pattern) {
    assertThat(CapabilityPattern.parse(pattern).universal()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"self:*", "*:list", "a", "run:*@x"})
  void isNotUniversalOtherwise(String pattern) {
    assertThat(CapabilityPattern.parse(pattern).universal()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
      "*, *", "*, a:b", "*, *:*", "*, a@x", "a:*, a:b:c", "a:*, a:*:c", "a:*, a:*:*", "a:*:c, a:b:c", "*:*, a:*", "a:b, a:b@x",
      "run:*@acme/*, run:start@acme/bot", "fs:read@/srv/**, fs:read@/srv", "fs:read@/srv/**, fs:read@/srv/data/**",
      "fs:read@/**, fs:read@/",
      "fs:*@/srv/**, fs:read@/srv/x", "net:connect@*.example.com, net:connect@*.api.example.com:443",
      "net:connect@10.0.0.0/8, net:connect@10.1.0.0/16:22", "net:connect@10.0.0.1, net:connect@10.0.0.1/32",
      "tool:invoke@files/*, tool:invoke@files/read/*", "*@/srv/**, fs:read@/srv/x", "*@x, *:*@x", "*@x, run:start@x"})
  void containsNarrowerPatterns(String wide, String narrow) {
    assertThat(CapabilityPattern.parse(wide).contains(CapabilityPattern.parse(narrow))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
      "a:b, *", "*:*, *", "a:*, a", "a:*:c, a:*", "a:*:c, a:*:*", "a:*:c, a:b:d", "a:b@x, a:b", "a:b@x, a:b@y", "self:*, agent:list",
      "fs:read@/srv/**, fs:read", "fs:read@/srv/**, fs:read@/srvx", "fs:read@/srv, fs:read@/srv/**",
      "fs:read@/srv/data/**, fs:read@/srv/**",
      "net:connect@*.example.com, net:connect@example.com", "net:connect@example.com:443, net:connect@example.com",
      "net:connect@10.1.0.0/16, net:connect@10.0.0.0/8", "net:connect@0.0.0.0/0, net:connect@example.com",
      "tool:invoke@files/*, tool:invoke@files", "run:start@x, *@x", "run:start@x, run:*@x", "fs:read@/x, process:spawn@/x"})
  void containsNothingWider(String pattern, String other) {
    assertThat(CapabilityPattern.parse(pattern).contains(CapabilityPattern.parse(other))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
      "a:*, *:b", "a:*:c, a:b:*", "*, self", "a:b@x, a:b", "a:b@x, a:*@x", "fs:read@/srv/**, fs:*@/srv/data", "*@x, run:start@x",
      "net:connect@*.example.com:443, net:connect@api.example.com", "net:connect@10.0.0.0/8, net:connect@10.1.2.3:22"})
  void overlapsWhereSomethingIsInBoth(String one, String other) {
    assertThat(CapabilityPattern.parse(one).overlaps(CapabilityPattern.parse(other))).isTrue();
    assertThat(CapabilityPattern.parse(other).overlaps(CapabilityPattern.parse(one))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
      "a:*, b:*", "a:*:c, a:b", "a, a:*", "a:b@x, a:b@y", "a:b:c, a:*:d",
      "fs:read@/srv/a/**, fs:read@/srv/b/**", "fs:read@/srv/a/**, fs:read@/srv",
      "net:connect@example.com:443, net:connect@example.com:80", "net:connect@10.0.0.0/8, net:connect@11.0.0.0/8",
      "net:connect@*.a.com, net:connect@a.com", "*@x, run:start@y", "self:fs:read@/x, fs:read@/x"})
  void overlapsNothingElse(String one, String other) {
    assertThat(CapabilityPattern.parse(one).overlaps(CapabilityPattern.parse(other))).isFalse();
    assertThat(CapabilityPattern.parse(other).overlaps(CapabilityPattern.parse(one))).isFalse();
  }

  @Test
  void givesItsPartsAndItsTextBack() {
    CapabilityPattern pattern = CapabilityPattern.parse("fs:read@/srv/a@b/**");
    assertThat(pattern.action()).isEqualTo("fs:read");
    assertThat(pattern.resource()).isEqualTo("/srv/a@b/**");
    assertThat(pattern).hasToString("fs:read@/srv/a@b/**").isEqualTo(CapabilityPattern.parse(pattern.text())).hasSameHashCodeAs(
        CapabilityPattern.parse(pattern.text()));
    assertThat(CapabilityPattern.parse("fs:*").resource()).isNull();
  }
}
