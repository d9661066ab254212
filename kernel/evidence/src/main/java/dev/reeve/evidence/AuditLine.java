package dev.reeve.evidence;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** One line of a segment: a record's canonical JSON with its own hash in it. The hash is SHA-256 of that JSON without the member. */
public final class AuditLine {

  /** The longest line, its newline included. */
  public static final int MAX_BYTES = 1 << 20;

  private AuditLine() {}

  /** Without the newline. */
  public static String line(AuditRecord record) {
    byte[] line = write(record).line();
    return new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
  }

  /** 64 hexadecimal digits. */
  public static String hash(AuditRecord record) {
    return write(record).hash();
  }

  /**
   * Reads a line without its newline and checks its hash.
   *
   * @throws MalformedJsonException when it is not byte for byte what {@link #line} writes
   */
  public static AuditEntry parse(String line) throws MalformedJsonException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return RecordReader.line(bytes, 0, bytes.length, new Sha256());
  }

  /** A line with its newline. */
  record Written(String hash, byte[] line) {}

  static Written write(AuditRecord record) {
    CanonicalWriter out = new CanonicalWriter();
    int hashAt = members(record, out);
    String hash = Hex.text(new Sha256().around(out.array(), 0, out.length(), out.length(), out.length()));
    byte[] member = (",\"hash\":\"" + hash + "\"").getBytes(StandardCharsets.US_ASCII);
    byte[] line = new byte[out.length() + member.length + 1];
    if (line.length > MAX_BYTES) {
      throw new IllegalArgumentException("an audit record is longer than 1 MiB; its params must be bounded before");
    }
    System.arraycopy(out.array(), 0, line, 0, hashAt);
    System.arraycopy(member, 0, line, hashAt, member.length);
    System.arraycopy(out.array(), hashAt, line, hashAt + member.length, out.length() - hashAt);
    line[line.length - 1] = '\n';
    return new Written(hash, line);
  }

  /** Writes everything but the hash, and tells where it goes. */
  private static int members(AuditRecord record, CanonicalWriter out) {
    out.raw("{\"capability\":").text(record.capability());
    AuditDecision decision = record.decision();
    if (decision != null) {
      out.raw(",\"decision\":{\"allowed\":").raw(decision.allowed() ? "true" : "false").raw(",\"rule\":").text(decision.rule()).raw("}");
    }
    final int hashAt = out.length();
    String keyId = record.keyId();
    if (keyId != null) {
      out.raw(",\"key_id\":").text(keyId);
    }
    out.raw(",\"kind\":\"").raw(record.kind().label()).raw("\",\"method\":").text(record.method());
    out.raw(",\"org\":").text(record.org());
    String outbox = record.outbox();
    if (outbox != null) {
      out.raw(",\"outbox\":").text(outbox);
    }
    AuditOutcome outcome = record.outcome();
    if (outcome != null) {
      out.raw(",\"outcome\":{\"code\":").text(outcome.code()).raw(",\"summary\":").text(outcome.summary()).raw("}");
    }
    Json.Members params = record.params();
    if (params != null) {
      out.raw(",\"params\":").value(params);
    }
    AuditPeer peer = record.peer();
    if (peer != null) {
      out.raw(",\"peer\":{\"gid\":").number(peer.gid()).raw(",\"pid\":").number(peer.pid()).raw(",\"started\":");
      time(peer.started(), out).raw(",\"uid\":").number(peer.uid()).raw("}");
    }
    out.raw(",\"prev\":\"").raw(record.prev()).raw("\",\"principal\":").text(record.principal());
    out.raw(",\"request_id\":").text(record.requestId()).raw(",\"seq\":").number(record.seq());
    out.raw(",\"target\":").text(record.target()).raw(",\"time\":");
    time(record.time(), out).raw("}");
    return hashAt;
  }

  private static CanonicalWriter time(Instant time, CanonicalWriter out) {
    return out.raw("\"").raw(AuditTime.text(time)).raw("\"");
  }
}
