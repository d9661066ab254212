package dev.reeve.kernel.run;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work of an agent.
 *
 * @param id UUIDv7
 * @param owner the agent's own principal
 * @param startedBy who asked for it
 * @param input JSON text
 * @param requestDigest what the idempotency key was used with
 * @param timeoutSource {@code request}, {@code manifest} or {@code profile}
 * @param result JSON text; null until it succeeded
 * @param sandbox what it was confined by; empty until it ended
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
    long lastSequence,
    long generation) {

  /** A principal as it was called then. */
  public record Actor(UUID id, String name) {}
}
