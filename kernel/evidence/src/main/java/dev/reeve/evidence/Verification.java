package dev.reeve.evidence;

import org.jspecify.annotations.Nullable;

/**
 * What verifying a chain found.
 *
 * @param intact whether every record, and every checkpoint, is as it was written
 * @param records good ones, up to the first that is bad
 * @param head hash of the last good record; {@link AuditRecord#NO_HASH} for none
 * @param lastCheckpoint sequence number of the last good checkpoint; 0 for none
 * @param afterCheckpoint good records after it, which no signature covers
 * @param problem place and rule of the first bad record; null when intact
 * @param firstBadSeq its sequence number, or the one that is missing; 0 when intact
 */
public record Verification(
    boolean intact, long records, String head, long lastCheckpoint, long afterCheckpoint, @Nullable String problem, long firstBadSeq) {}
