package dev.reeve.kernel.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of a run that ended before the present one began.
 *
 * @param attempt from 1
 * @param result JSON text; null unless it succeeded
 */
public record Attempt(
    int attempt,
    AttemptReason why,
    RunState state,
    String reason,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String result,
    @Nullable Integer exitCode,
    String sandbox,
    int iteration) {}
