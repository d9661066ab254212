package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a run prints without the secrets that are known by their form. */
class RedactionTest {

  private static final String BODY = "Ab0_".repeat(16);

  static Stream<Arguments> secrets() {
    return Stream.of(
        Arguments.of("reeve_inv_" + BODY.substring(0, 32), "[redacted]"),
        Arguments.of("x reeve_pair_" + BODY.substring(0, 32) + " y", "x [redacted] y"),
        Arguments.of("Authorization: Bearer " + BODY, "Authorization: Bearer [redacted]"),
        Arguments.of("token=eyJhbGciOiJFUzI1NiJ9." + BODY + "." + BODY + ";", "token=[redacted];"),
        Arguments.of("ghp_" + "a1".repeat(18), "[redacted]"),
        Arguments.of("github_pat_" + BODY, "[redacted]"),
        Arguments.of("glpat-" + BODY.substring(0, 24), "[redacted]"),
        Arguments.of("xoxb-1234567890-abc", "[redacted]"),
        Arguments.of("key sk-" + BODY.substring(0, 40) + "!", "key [redacted]!"),
        Arguments.of("AIza" + BODY.substring(0, 35), "[redacted]"),
        Arguments.of("a -----BEGIN RSA PRIVATE KEY----- x -----END RSA PRIVATE KEY----- b", "a [redacted] b"));
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void aSecretOfAKnownFormIsTakenOut(String line, String kept) {
    assertThat(new Redaction().line(line)).isEqualTo(kept);
    assertThat(Redaction.text(line)).isEqualTo(kept);
  }

  @Test
  void aPrivateKeyOverManyLinesIsTakenOutWholeAndWhatFollowsIsKept() {
    Redaction stream = new Redaction();
    assertThat(stream.line("here: -----BEGIN PRIVATE KEY-----")).isEqualTo("here: [redacted]");
    assertThat(stream.line("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC")).isEqualTo("[redacted]");
    assertThat(stream.line("-----END PRIVATE KEY-----")).isEqualTo("[redacted]");
    assertThat(stream.line("after")).isEqualTo("after");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {"", "plain text", "-----BEGIN CERTIFICATE-----", "Bearer of bad news", "sk-short", "ghost_story", "eyJ.x.y", "reeve_inv_short", "risk-averse"})
  void whatIsNoSecretStays(String line) {
    assertThat(new Redaction().line(line)).isEqualTo(line);
  }
}
