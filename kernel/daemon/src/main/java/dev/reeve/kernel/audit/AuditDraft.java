package dev.reeve.kernel.audit;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is to be recorded; the chain adds sequence, time and hashes.
 *
 * @param principal name of who acted, {@code anonymous}, or {@code system}
 * @param peer the process that asked; null where none did
 * @param keyId of the key that proved who asked; null where none did
 * @param decision null where nothing was decided
 * @param params what was asked, as plain values, secrets redacted
 * @param outcome null for an intent
 */
public record AuditDraft(
    Kind kind,
    String requestId,
    String principal,
    @Nullable From peer,
    @Nullable String keyId,
    String method,
    String capability,
    @Nullable Ruling decision,
    String target,
    Map<String, Object> params,
    @Nullable Result outcome) {

  /** The one organisation of this node. */
  public static final String ORG = "local";

  /** The parameter that joins an intent, what is told of it meanwhile, and its outcome: the id of what the request brings about. */
  public static final String EFFECT = "effect_id";

  /** What a record is. */
  public enum Kind {
    INTENT,
    OUTCOME,
    EVENT
  }

  /** A process. */
  public record From(long uid, long gid, long pid, @Nullable Instant started) {}

  /** What authorization said, and the pattern that decided. */
  public record Ruling(boolean allowed, String rule) {}

  /** How it ended: name of the code and a short sentence. */
  public record Result(String code, String summary) {}

  /** The same with one more parameter. */
  public AuditDraft with(String name, Object value) {
    Map<String, Object> more = new TreeMap<>(params);
    more.put(name, value);
    return new AuditDraft(kind, requestId, principal, peer, keyId, method, capability, decision, target, more, outcome);
  }

  /** Something the kernel did by itself or on behalf of a run. */
  public static AuditDraft event(String principal, String method, String target, Map<String, Object> params, String code, String summary) {
    return new AuditDraft(Kind.EVENT, "", principal, null, null, method, "", null, target, params, new Result(code, summary));
  }
}
