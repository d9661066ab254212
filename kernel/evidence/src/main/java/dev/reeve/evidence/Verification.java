package dev.reeve.evidence;

import org.jspecify.annotations.Nullable;

/**
 * What verifying a chain found.
 *
 * @param intact whether every record, checkpoint, rotation, and receipt is as it was written
 * @param records sequence number of the last good record before the first that is bad
 * @param head hash of that record; {@link AuditRecord#NO_HASH} for none
 * @param lastCheckpoint sequence number of the last good checkpoint or rotation; 0 for none
 * @param afterCheckpoint good records after it, or after what a receipt covers: which no signature covers
 * @param problem place and rule of the first bad record; null when intact
 * @param firstBadSeq its sequence number, or the one that is missing; 0 when intact
 * @param firstSeq of the first record that is not pruned: 1, or behind what was pruned
 * @param epoch of the audit key in force at the last good record; 0 before the first checkpoint
 * @param leftovers segments of pruned records that an unfinished pruning left; they are not read
 */
public record Verification(
    boolean intact,
    long records,
    String head,
    long lastCheckpoint,
    long afterCheckpoint,
    @Nullable String problem,
    long firstBadSeq,
    long firstSeq,
    long epoch,
    int leftovers) {}
