package dev.reeve.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.toml.TomlDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  /** Each secret has PLANTED in it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=PLANTED1",
        "WARNING db.password: PLANTED;",
        "{\"client_secret\": \"PLANTED\", \"n\": 1}",
        "{\"said\": \"{\\\"api-key\\\": \\\"PLANTED\\\"}\"}",
        "Authorization: Bearer PLANTED0123456789",
        "authorization: Basic PLANTED0123456789==",
        "see https://user:PLANTED@host/path",
        "amqp://:PLANTED@host",
        "redeem reeve_inv_PLANTED-x_9 now",
        "reeve_pair_PLANTED",
        "sk-PLANTED0123456789abcdef",
        "ghp_PLANTED0123456789abcdef",
        "eyJPLANTED0.eyJPLANTED0.PLANTED",
        "export AWS_SECRET_ACCESS_KEY='PLANTED'",
        "MY_TOKEN = \"PLANTED\"",
        "key MC4CAQAwBQYDK2VwBCIEIPLANTEDabc=",
        "-----BEGIN PRIVATE KEY-----\nPLANTED\nPLANTED==\n-----END PRIVATE KEY-----",
        "\"-----BEGIN ENCRYPTED PRIVATE KEY-----\\nPLANTED\\n-----END ENCRYPTED PRIVATE KEY-----\\n\"",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nPLANTED0123456789\nPLANTED0123456789\nPLANTED=",
      })
  void whatLooksLikeASecretIsLeftOut(String text) {
    assertThat(Redaction.of(text)).doesNotContain("PLANTED").contains(Redaction.LEFT_OUT);
    assertThat(Redaction.of(Redaction.of(text))).isEqualTo(Redaction.of(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2027-01-01T00:00:00 INFO reeve.boot: kernel 7 is ready",
        "the token is not accepted: it is wrong, or it has expired",
        "head 30:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "quotas.max_tokens_per_day = 1000",
        "var/keys/audit.key has mode rw-rw-rw-",
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----",
        "https://example.org:8443/path@x",
      })
  void whatDoesNotStays(String text) {
    assertThat(Redaction.of(text)).isEqualTo(text);
  }

  @Test
  void textWithinJsonStaysJson() {
    assertThat(Redaction.of("{\"token\": \"a b\", \"url\": \"http://a:b@c\"}")).isEqualTo("{\"token\": \"[left out] b\", \"url\": \"http://[left out]@c\"}");
  }

  @Test
  void aLongTextTakesNoLongTime() {
    assertThat(Redaction.of("a".repeat(1 << 20))).hasSize(1 << 20);
    assertThat(Redaction.of("-----BEGIN PRIVATE KEY-----" + "x.".repeat(1 << 19))).contains("x.x.");
    assertThat(Redaction.of("secret".repeat(1 << 12))).hasSize(6 << 12);
  }

  @ParameterizedTest
  @CsvSource({"api_key, true", "server.password, true", "MySecretThing, true", "max_tokens_per_day, false", "mode, false", "server.drain, false"})
  void keysThatNameSecretsAreKnown(String key, boolean secret) {
    assertThat(Redaction.secret(key)).isEqualTo(secret);
  }

  @Test
  void aConfigurationIsToldWithoutCommentsAndSecrets() {
    String text =
        """
        # PLANTED
        mode = "production" # PLANTED
        [tool]
        password = "PLANTED"
        tokens = ["PLANTED", "PLANTED"]
        hosts = ["a", "b\\"c"]
        n = 3
        """;
    assertThat(ConfigText.of(TomlDocument.parse(text)))
        .isEqualTo("mode = \"production\"\ntool.hosts = [\"a\", \"b\\\"c\"]\ntool.n = 3\ntool.password = [left out]\ntool.tokens = [left out]\n");
    assertThat(ConfigText.of(TomlDocument.parse("a = = PLANTED"))).startsWith("# line 1, column 5").doesNotContain("PLANTED");
  }
}
