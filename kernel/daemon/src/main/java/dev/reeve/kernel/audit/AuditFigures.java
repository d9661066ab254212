package dev.reeve.kernel.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The chain in figures.
 *
 * @param first the first record that is there
 * @param oldest time of the first
 * @param appended records since the start
 * @param forced writes that were forced since the start
 * @param waiting records that wait to be written now
 * @param openIntents requests whose outcome is not recorded
 */
public record AuditFigures(
    long first,
    long last,
    int segments,
    long bytes,
    long lastCheckpoint,
    @Nullable Instant oldest,
    @Nullable Instant newest,
    long appended,
    long forced,
    int waiting,
    int openIntents,
    long reserveBytes,
    long epoch) {}
