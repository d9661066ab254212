package dev.reeve.evidence;

import org.jspecify.annotations.Nullable;

/**
 * What verifying an export found.
 *
 * @param intact whether every line is as it was written and every record proven
 * @param records good ones before the first that is bad, the checkpoint not counted
 * @param checkpoint sequence number of the checkpoint or rotation that vouches for them; 0 when that is bad
 * @param problem place and rule of the first bad line; null when intact
 * @param firstBadLine its number in the file, from 1; 0 when intact
 */
public record ExportVerification(boolean intact, long records, long checkpoint, @Nullable String problem, long firstBadLine) {}
