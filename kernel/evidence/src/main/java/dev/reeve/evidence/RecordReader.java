package dev.reeve.evidence;

import org.jspecify.annotations.Nullable;

/**
 * Reads a record as {@link AuditLine} writes it: first checks all its bytes, the members that are there, their order, and the hash of the
 * rest, noting where each member's value stands; then, for whoever wants it, makes the record of them.
 */
final class RecordReader {

  private static final String FIRST = "{\"capability\":";
  private static final AuditRecord.Kind[] KINDS = AuditRecord.Kind.values();

  private final byte[] bytes;
  private final int from;
  private final Sha256 sha;
  private final CanonicalReader in;
  private byte[] digest = {};
  private AuditRecord.Kind kind = AuditRecord.Kind.EVENT;
  private long seq;
  private int decisionAt;
  private int hashAt;
  private int keyIdAt;
  private int methodAt;
  private int orgAt;
  private int outboxAt;
  private int outcomeAt;
  private int paramsAt;
  private int peerAt;
  private int prevAt;
  private int principalAt;
  private int requestIdAt;
  private int targetAt;
  private int timeAt;

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
    RecordReader reader = new RecordReader(in, sha);
    reader.check();
    in.end();
    return reader.entry();
  }

  /** Goes past the record; after that the other methods tell of it. Of {@code prev} only {@link #follows} and {@link #entry} tell more. */
  void check() throws MalformedJsonException {
    try {
      members();
    } catch (IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()));
    }
    if (in.position() - from >= AuditLine.MAX_BYTES) {
      throw in.malformed("the line is longer than 1 MiB");
    }
  }

  /** The record's hash as bytes. */
  byte[] digest() {
    return digest;
  }

  long seq() {
    return seq;
  }

  AuditRecord.Kind kind() {
    return kind;
  }

  /** Whether the hash of the record before is this one. */
  boolean follows(byte[] before) {
    return Hex.matches(before, bytes, prevAt + 1);
  }

  private void members() throws MalformedJsonException {
    in.expect(FIRST);
    in.skipText();
    decisionAt = in.skip(",\"decision\":") ? decision() : -1;
    final int hashFrom = in.position();
    hashAt = hash(",\"hash\":");
    final int hashTo = in.position();
    keyIdAt = optional(",\"key_id\":");
    in.expect(",\"kind\":\"");
    kind = label();
    methodAt = member(",\"method\":");
    orgAt = member(",\"org\":");
    outboxAt = optional(",\"outbox\":");
    outcomeAt = in.skip(",\"outcome\":") ? outcome() : -1;
    paramsAt = in.skip(",\"params\":") ? params() : -1;
    peerAt = in.skip(",\"peer\":") ? peer() : -1;
    prevAt = hash(",\"prev\":");
    principalAt = member(",\"principal\":");
    requestIdAt = member(",\"request_id\":");
    in.expect(",\"seq\":");
    seq = in.number();
    targetAt = member(",\"target\":");
    timeAt = time(",\"time\":");
    in.expect("}");
    if (seq < 1) {
      throw in.malformed("seq is 1 to 2^53 − 1");
    }
    digest = sha.around(bytes, from, hashFrom, hashTo, in.position());
    if (!Hex.matches(digest, bytes, hashAt + 1)) {
      throw new MalformedJsonException(hashFrom - from, "the record's hash is not that of its bytes");
    }
  }

  private int member(String name) throws MalformedJsonException {
    in.expect(name);
    int at = in.position();
    in.skipText();
    return at;
  }

  private int optional(String name) throws MalformedJsonException {
    if (!in.skip(name)) {
      return -1;
    }
    int at = in.position();
    in.skipText();
    return at;
  }

  /** A string of 64 bytes: whether they are the right digits is seen where they are compared, or where they are made a string. */
  private int hash(String name) throws MalformedJsonException {
    in.expect(name);
    int at = in.position();
    in.expect("\"");
    if (!in.pass(Hex.DIGITS) || !in.skip("\"")) {
      throw in.malformed("a hash is 64 lower-case hexadecimal digits");
    }
    return at;
  }

  private int time(String name) throws MalformedJsonException {
    in.expect(name);
    int at = in.position();
    in.expect("\"");
    AuditTime.require(bytes, at + 1, in.pass(AuditTime.BYTES) ? in.position() : at + 1);
    in.expect("\"");
    return at;
  }

  private AuditRecord.Kind label() throws MalformedJsonException {
    for (AuditRecord.Kind each : KINDS) {
      if (in.skip(each.label())) {
        in.expect("\"");
        return each;
      }
    }
    throw in.malformed("the kind is not intent, outcome, event, checkpoint or rotation");
  }

  private int decision() throws MalformedJsonException {
    int at = in.position();
    in.expect("{\"allowed\":");
    in.flag();
    member(",\"rule\":");
    in.expect("}");
    return at;
  }

  private int outcome() throws MalformedJsonException {
    int at = in.position();
    member("{\"code\":");
    member(",\"summary\":");
    in.expect("}");
    return at;
  }

  private int params() throws MalformedJsonException {
    int at = in.position();
    in.skipMembers();
    return at;
  }

  private int peer() throws MalformedJsonException {
    int at = in.position();
    in.expect("{\"gid\":");
    final long gid = in.number();
    in.expect(",\"pid\":");
    final long pid = in.number();
    time(",\"started\":");
    in.expect(",\"uid\":");
    AuditPeer.requireIds(in.number(), gid, pid);
    in.expect("}");
    return at;
  }

  /** The checked record, whose {@code prev} is checked now. Leaves the position where {@link #check} left it. */
  AuditEntry entry() throws MalformedJsonException {
    int end = in.position();
    String prev = text(prevAt);
    if (!Hex.isDigest(prev)) {
      throw in.malformed("prev is 64 lower-case hexadecimal digits");
    }
    AuditRecord record =
        new AuditRecord(
            seq, AuditTime.parse(text(timeAt)), text(requestIdAt), kind, text(orgAt), text(principalAt), readPeer(), textOrNull(keyIdAt),
            text(methodAt), text(from + FIRST.length()), readDecision(), text(targetAt), readParams(), readOutcome(),
            textOrNull(outboxAt), prev);
    String hash = text(hashAt);
    in.seek(end);
    return new AuditEntry(record, hash);
  }

  private String text(int at) throws MalformedJsonException {
    in.seek(at);
    return in.text();
  }

  private @Nullable String textOrNull(int at) throws MalformedJsonException {
    return at < 0 ? null : text(at);
  }

  private String next(String name) throws MalformedJsonException {
    in.expect(name);
    return in.text();
  }

  private @Nullable AuditDecision readDecision() throws MalformedJsonException {
    if (decisionAt < 0) {
      return null;
    }
    in.seek(decisionAt);
    in.expect("{\"allowed\":");
    boolean allowed = in.flag();
    return new AuditDecision(allowed, next(",\"rule\":"));
  }

  private @Nullable AuditOutcome readOutcome() throws MalformedJsonException {
    if (outcomeAt < 0) {
      return null;
    }
    in.seek(outcomeAt);
    String code = next("{\"code\":");
    return new AuditOutcome(code, next(",\"summary\":"));
  }

  private Json.@Nullable Members readParams() throws MalformedJsonException {
    if (paramsAt < 0) {
      return null;
    }
    in.seek(paramsAt);
    return in.members();
  }

  private @Nullable AuditPeer readPeer() throws MalformedJsonException {
    if (peerAt < 0) {
      return null;
    }
    in.seek(peerAt);
    in.expect("{\"gid\":");
    long gid = in.number();
    in.expect(",\"pid\":");
    long pid = in.number();
    String started = next(",\"started\":");
    in.expect(",\"uid\":");
    return new AuditPeer(in.number(), gid, pid, AuditTime.parse(started));
  }
}
