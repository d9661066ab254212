package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLineTest {

  private static AuditRecord.Draft draft() {
    return AuditRecord.Draft.of(AuditRecord.Kind.EVENT, SampleChain.START, "r", "local", "p", "m", "c", "t");
  }

  /** The record's JSON with the hash it ought to have. */
  private static String withHash(String rest) {
    String hash = Hex.text(new Sha256().of(rest.getBytes(UTF_8)));
    return rest.replaceFirst("(,\"key_id\"|,\"kind\")", ",\"hash\":\"" + hash + "\"$1");
  }

  @Test
  void randomRecordsReadBackAsTheyWere() throws Exception {
    for (ChainHead.Sealed next : SampleChain.of(1, 500, 50).sealed) {
      String line = AuditLine.line(next.record());
      assertThat(line + "\n").isEqualTo(new String(next.line(), UTF_8));
      assertThat(AuditLine.parse(line)).isEqualTo(new AuditEntry(next.record(), next.hash()));
      assertThat(AuditLine.parse(line).line()).isEqualTo(line);
      assertThat(AuditLine.hash(next.record())).isEqualTo(next.hash());
    }
  }

  @Test
  void lineIsCanonicalJsonAndItsHashIsThatOfTheRest() throws Exception {
    for (ChainHead.Sealed next : SampleChain.of(2, 200, 20).sealed) {
      String line = AuditLine.line(next.record());
      assertThat(new JsonCanonicalizer(line).getEncodedString()).isEqualTo(line);
      String rest = line.replace(",\"hash\":\"" + next.hash() + "\"", "");
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(new JsonCanonicalizer(rest).getEncodedUTF8());
      assertThat(HexFormat.of().formatHex(digest)).isEqualTo(next.hash());
    }
  }

  @Test
  void readerAcceptsNoLineItWouldNotWrite() throws Exception {
    Random random = new Random(3);
    int accepted = 0;
    for (ChainHead.Sealed next : SampleChain.of(3, 3_000, 100).sealed) {
      byte[] rest = AuditLine.line(next.record()).replace(",\"hash\":\"" + next.hash() + "\"", "").getBytes(UTF_8);
      rest[random.nextInt(rest.length)] = (byte) " 0a\"\\,:{}[]-é".charAt(random.nextInt(13));
      String forged = withHash(new String(rest, UTF_8));
      try {
        assertThat(AuditLine.parse(forged).line()).isEqualTo(forged);
        accepted++;
      } catch (MalformedJsonException e) {
        assertThat(e).hasMessageStartingWith("byte ");
      }
    }
    assertThat(accepted).isGreaterThan(50);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock = """
          "kind":"event" | "kind":"EVENT" | the kind is not
          "seq":1 | "seq":0 | seq is 1
          "seq":1 | "seq":-1 | seq is 1
          .000000001Z | .000000001z | a time is written like
          .000000001Z | .00000001Z | a time is written like
          2026-11-20T | 2026-02-29T | there is no such time
          14:00:00 | 14:00:60 | there is no such time
          "org":"local" | "org":"local","more":1 | expected ,"prev":
          "org":"local", | - | expected ,"org":
          "capability":"c" | "capability":null | expected "
          {"capability" | { "capability" | expected {"capability":
          "kind":"event" | "key_id":1,"kind":"event" | expected "
          "prev":"0 | "prev":"A | 64 lower-case
          "prev":"0 | "prev":"00 | 64 lower-case
          """)
  void brokenLinesNameTheRule(String good, String bad, String rule) {
    String rest = AuditLine.line(draft().at(1, AuditRecord.NO_HASH)).replaceFirst(",\"hash\":\"[0-9a-f]{64}\"", "");
    String broken = rest.replace(good, bad.equals("-") ? "" : bad);
    assertThat(broken).isNotEqualTo(rest);
    assertThatThrownBy(() -> AuditLine.parse(withHash(broken))).isInstanceOf(MalformedJsonException.class).hasMessageContaining(rule);
  }

  @Test
  void changedRecordUnderItsOldHashIsRefused() {
    String line = AuditLine.line(draft().at(1, AuditRecord.NO_HASH));
    assertThatThrownBy(() -> AuditLine.parse(line.replace("\"target\":\"t\"", "\"target\":\"u\"")))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("hash is not that of its bytes");
    assertThatThrownBy(() -> AuditLine.parse(line.replaceFirst(",\"hash\":\"[0-9a-f]{64}\"", "")))
        .hasMessageContaining("expected ,\"hash\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-20T14:26:08.000000001Z", "0000-01-01T00:00:00.000000000Z", "9999-12-31T23:59:59.999999999Z",
        "1969-12-31T23:59:59.999999999Z",
        "2024-02-29T00:00:00.100000000Z"
      })
  void timesKeepTheirNanosecond(String text) {
    assertThat(AuditTime.text(Instant.parse(text))).isEqualTo(text);
    assertThat(AuditTime.parse(text)).isEqualTo(Instant.parse(text));
  }

  @Test
  void whatTheChainCannotHoldIsRefusedBeforeItIsWritten() {
    assertThatThrownBy(() -> ChainHead.START.next(draft().withOutbox("\ud800"))).hasMessageContaining("surrogate");
    assertThatThrownBy(() -> ChainHead.START.next(draft().withKeyId("\udc00"))).hasMessageContaining("surrogate");
    assertThatThrownBy(() -> new AuditOutcome("OK", "\ud800")).hasMessageContaining("surrogate");
    assertThatThrownBy(() -> new AuditDecision(true, "\ud800")).hasMessageContaining("surrogate");
    assertThatThrownBy(() -> new AuditPeer(-1, 0, 1, SampleChain.START)).hasMessageContaining("uid");
    assertThatThrownBy(() -> new AuditPeer(0, 1L << 32, 1, SampleChain.START)).hasMessageContaining("gid");
    assertThatThrownBy(() -> new AuditPeer(0, 0, 1L << 31, SampleChain.START)).hasMessageContaining("pid");
    assertThatThrownBy(() -> new AuditPeer(0, 0, 1, Instant.MAX)).hasMessageContaining("years");
    assertThatThrownBy(() -> draft().at(0, AuditRecord.NO_HASH)).hasMessageContaining("seq");
    assertThatThrownBy(() -> draft().at(1, "0")).hasMessageContaining("64 lower-case");
  }

  @Test
  void lineOfOneMebibyteIsTheLongest() throws Exception {
    int free = AuditLine.MAX_BYTES - ChainHead.START.next(draft().withParams(Json.members(Map.of("a", "")))).line().length;
    AuditRecord.Draft longest = draft().withParams(Json.members(Map.of("a", "x".repeat(free))));
    ChainHead.Sealed sealed = ChainHead.START.next(longest);
    assertThat(sealed.line()).hasSize(AuditLine.MAX_BYTES);
    assertThat(AuditLine.parse(AuditLine.line(sealed.record())).hash()).isEqualTo(sealed.hash());
    AuditRecord.Draft longer = draft().withParams(Json.members(Map.of("a", "x".repeat(free + 1))));
    assertThatThrownBy(() -> ChainHead.START.next(longer)).hasMessageContaining("1 MiB");
  }
}
