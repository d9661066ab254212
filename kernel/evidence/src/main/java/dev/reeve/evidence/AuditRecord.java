package dev.reeve.evidence;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One link of the chain.
 *
 * @param seq place in the chain, from 1
 * @param time when, to the nanosecond
 * @param principal name of who acted, {@code anonymous}, or {@code system}; empty in checkpoints and rotations
 * @param keyId fingerprint of the key that proved the principal, if one did
 * @param method the call or the kernel's own action
 * @param capability what it needed; empty where nothing
 * @param target what it acted on; empty where nothing
 * @param params arguments, secrets redacted
 * @param outbox id of the database's outbox row this came from; a row is appended once however often it is replayed
 * @param prev hash of the record before, 64 hexadecimal digits; zeros for the first
 */
public record AuditRecord(
    long seq,
    Instant time,
    String requestId,
    Kind kind,
    String org,
    String principal,
    @Nullable AuditPeer peer,
    @Nullable String keyId,
    String method,
    String capability,
    @Nullable AuditDecision decision,
    String target,
    Json.@Nullable Members params,
    @Nullable AuditOutcome outcome,
    @Nullable String outbox,
    String prev) {

  /** {@code prev} of the first record. */
  public static final String NO_HASH = "0".repeat(64);

  /** What a record tells of. */
  public enum Kind {
    /** Something is about to be done. */
    INTENT,
    /** It ended so. */
    OUTCOME,
    /** Something happened by itself, or both at once. */
    EVENT,
    /** A signed {@link Checkpoint} of the chain before it. */
    CHECKPOINT,
    /** A {@link Rotation}: one audit key hands over to the next and vouches for the chain before. */
    ROTATION;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As the chain writes it. */
    public String label() {
      return label;
    }
  }

  /** @throws IllegalArgumentException for a sequence number, time, hash or string that the chain cannot hold */
  public AuditRecord {
    if (seq < 1 || seq > Json.MAX_WHOLE) {
      throw new IllegalArgumentException("seq is 1 to 2^53 − 1");
    }
    Hex.require(prev);
    AuditTime.require(time);
    for (String text : new String[] {requestId, org, principal, method, capability, target}) {
      Json.requireText(text);
    }
    if (keyId != null) {
      Json.requireText(keyId);
    }
    if (outbox != null) {
      Json.requireText(outbox);
    }
  }

  /** A record without its place in the chain; {@link ChainHead#next} gives it one. */
  public record Draft(
      Instant time,
      String requestId,
      Kind kind,
      String org,
      String principal,
      @Nullable AuditPeer peer,
      @Nullable String keyId,
      String method,
      String capability,
      @Nullable AuditDecision decision,
      String target,
      Json.@Nullable Members params,
      @Nullable AuditOutcome outcome,
      @Nullable String outbox) {

    /** What every record has; the rest by the {@code with} methods. */
    public static Draft of(
        Kind kind, Instant time, String requestId, String org, String principal, String method, String capability, String target) {
      return new Draft(time, requestId, kind, org, principal, null, null, method, capability, null, target, null, null, null);
    }

    public Draft withPeer(@Nullable AuditPeer peer) {
      return new Draft(
          time, requestId, kind, org, principal, peer, keyId, method, capability, decision, target, params, outcome, outbox);
    }

    public Draft withKeyId(@Nullable String keyId) {
      return new Draft(
          time, requestId, kind, org, principal, peer, keyId, method, capability, decision, target, params, outcome, outbox);
    }

    public Draft withDecision(@Nullable AuditDecision decision) {
      return new Draft(
          time, requestId, kind, org, principal, peer, keyId, method, capability, decision, target, params, outcome, outbox);
    }

    public Draft withParams(Json.@Nullable Members params) {
      return new Draft(
          time, requestId, kind, org, principal, peer, keyId, method, capability, decision, target, params, outcome, outbox);
    }

    public Draft withOutcome(@Nullable AuditOutcome outcome) {
      return new Draft(
          time, requestId, kind, org, principal, peer, keyId, method, capability, decision, target, params, outcome, outbox);
    }

    public Draft withOutbox(@Nullable String outbox) {
      return new Draft(
          time, requestId, kind, org, principal, peer, keyId, method, capability, decision, target, params, outcome, outbox);
    }

    AuditRecord at(long seq, String prev) {
      return new AuditRecord(
          seq, time, requestId, kind, org, principal, peer, keyId, method, capability, decision, target, params, outcome, outbox, prev);
    }
  }
}
