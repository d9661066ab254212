package dev.reeve.evidence;

import org.jspecify.annotations.Nullable;

/** Reads one line as {@link AuditLine} writes it: the members that are there, in their order, and the hash of the rest. */
final class RecordReader {

  private static final AuditRecord.Kind[] KINDS = AuditRecord.Kind.values();

  private final byte[] bytes;
  private final int from;
  private final Sha256 sha;
  private final CanonicalReader in;
  private byte[] digest = {};

  /** Of what comes next, which may be followed by more. */
  RecordReader(CanonicalReader in, Sha256 sha) {
    this.bytes = in.array();
    this.from = in.position();
    this.sha = sha;
    this.in = in;
  }

  /** Reads {@code bytes[from, to)}, a line without its newline. */
  static AuditEntry line(byte[] bytes, int from, int to, Sha256 sha) throws MalformedJsonException {
    CanonicalReader in = new CanonicalReader(bytes, from, to);
    AuditEntry entry = new RecordReader(in, sha).read();
    in.end();
    return entry;
  }

  AuditEntry read() throws MalformedJsonException {
    try {
      AuditEntry entry = entry();
      if (in.position() - from >= AuditLine.MAX_BYTES) {
        throw in.malformed("the line is longer than 1 MiB");
      }
      return entry;
    } catch (IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()));
    }
  }

  /** The record's hash as bytes, once it was read. */
  byte[] digest() {
    return digest;
  }

  private AuditEntry entry() throws MalformedJsonException {
    in.expect("{\"capability\":");
    String capability = in.text();
    AuditDecision decision = in.skip(",\"decision\":") ? decision() : null;
    final int hashFrom = in.position();
    in.expect(",\"hash\":");
    String hash = in.text();
    final int hashTo = in.position();
    if (hash.length() != Hex.DIGITS) {
      throw in.malformed("a hash is 64 lower-case hexadecimal digits");
    }
    String keyId = optional(",\"key_id\":");
    in.expect(",\"kind\":\"");
    AuditRecord.Kind kind = kind();
    String method = member(",\"method\":");
    String org = member(",\"org\":");
    String outbox = optional(",\"outbox\":");
    AuditOutcome outcome = in.skip(",\"outcome\":") ? outcome() : null;
    Json.Members params = in.skip(",\"params\":") ? in.members() : null;
    AuditPeer peer = in.skip(",\"peer\":") ? peer() : null;
    String prev = member(",\"prev\":");
    String principal = member(",\"principal\":");
    String requestId = member(",\"request_id\":");
    in.expect(",\"seq\":");
    long seq = in.number();
    String target = member(",\"target\":");
    String time = member(",\"time\":");
    in.expect("}");
    digest = sha.around(bytes, from, hashFrom, hashTo, in.position());
    if (!Hex.matches(digest, bytes, hashTo - 1 - Hex.DIGITS)) {
      throw new MalformedJsonException(hashFrom - from, "the record's hash is not that of its bytes");
    }
    return new AuditEntry(
        new AuditRecord(
            seq, AuditTime.parse(time), requestId, kind, org, principal, peer, keyId, method, capability, decision, target, params,
            outcome, outbox, prev),
        hash);
  }

  private String member(String name) throws MalformedJsonException {
    in.expect(name);
    return in.text();
  }

  private @Nullable String optional(String name) throws MalformedJsonException {
    return in.skip(name) ? in.text() : null;
  }

  private AuditRecord.Kind kind() throws MalformedJsonException {
    for (AuditRecord.Kind kind : KINDS) {
      if (in.skip(kind.label())) {
        in.expect("\"");
        return kind;
      }
    }
    throw in.malformed("the kind is not intent, outcome, event, checkpoint or rotation");
  }

  private AuditDecision decision() throws MalformedJsonException {
    in.expect("{\"allowed\":");
    boolean allowed = in.flag();
    String rule = member(",\"rule\":");
    in.expect("}");
    return new AuditDecision(allowed, rule);
  }

  private AuditOutcome outcome() throws MalformedJsonException {
    String code = member("{\"code\":");
    String summary = member(",\"summary\":");
    in.expect("}");
    return new AuditOutcome(code, summary);
  }

  private AuditPeer peer() throws MalformedJsonException {
    in.expect("{\"gid\":");
    long gid = in.number();
    in.expect(",\"pid\":");
    long pid = in.number();
    String started = member(",\"started\":");
    in.expect(",\"uid\":");
    long uid = in.number();
    in.expect("}");
    return new AuditPeer(uid, gid, pid, AuditTime.parse(started));
  }
}
