package dev.reeve.kernel.run;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a run that has not ended, among all there are.
 *
 * @param agentId the principal it works as
 * @param startedAt null while it waits for its turn
 */
public record OpenRun(String id, UUID agentId, String agent, String owner, RunState state, Instant createdAt, @Nullable Instant startedAt) {}
