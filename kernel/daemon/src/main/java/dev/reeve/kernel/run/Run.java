package dev.reeve.kernel.run;

import dev.reeve.kernel.authority.Holdings;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work of an agent. State, reason, times, result, exit code, sandbox and iteration are those of the present attempt.
 *
 * @param id UUIDv7
 * @param owner the agent's own principal
 * @param startedBy who asked for it
 * @param input JSON text
 * @param context JSON object text of further words for the prompt
 * @param authority what the agent's principal held when it was started: no attempt does more
 * @param requestDigest what the idempotency key was used with
 * @param timeoutSource {@code request}, {@code manifest} or {@code profile}
 * @param result JSON text; null until it succeeded
 * @param sandbox what it was confined by; empty until it ended
 * @param attempt from 1
 * @param attemptAt when the present attempt was asked for
 * @param message what Continue said; null for other attempts
 * @param iteration from 1 where the manifest's mode is iterative, else 0
 * @param interrupted whether the end of the kernel ended it
 * @param lastSequence of its events
 * @param generation counts changes of this record
 */
public record Run(
    String id,
    UUID agentId,
    String agent,
    String version,
    int revision,
    String manifestDigest,
    RunState state,
    String reason,
    Actor owner,
    Actor startedBy,
    String input,
    String intent,
    String context,
    RunPriority priority,
    Lineage lineage,
    Holdings authority,
    @Nullable String idempotencyKey,
    String requestDigest,
    Duration timeout,
    String timeoutSource,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String result,
    @Nullable Integer exitCode,
    String sandbox,
    int attempt,
    AttemptReason attemptReason,
    Instant attemptAt,
    @Nullable String message,
    int iteration,
    boolean interrupted,
    long lastSequence,
    long generation) {

  /** A principal as it was called then. */
  public record Actor(UUID id, String name) {}

  /**
   * Where it comes from.
   *
   * @param parent run it belongs to and is cancelled with; null: none
   * @param depth 0 without parent
   * @param forkedFrom run whose input it has; null: none
   */
  public record Lineage(@Nullable String parent, int depth, @Nullable String forkedFrom) {

    public static final Lineage NONE = new Lineage(null, 0, null);
  }

  /** Whether it has not ended. */
  public boolean live() {
    return !state.terminal();
  }

  /** The same run, refused at birth. */
  Run refused(String why, String keptInput, String keptIntent) {
    return new Run(
        id, agentId, agent, version, revision, manifestDigest, RunState.REFUSED, why, owner, startedBy, keptInput, keptIntent, "{}", priority,
        lineage, authority, idempotencyKey, requestDigest, timeout, timeoutSource, createdAt, null, createdAt, null, null, "", 1, attemptReason, createdAt, null,
        0, false, 1, 1);
  }
}
