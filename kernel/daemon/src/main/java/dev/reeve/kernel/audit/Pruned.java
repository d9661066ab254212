package dev.reeve.kernel.audit;

/**
 * What pruning took away, or would take.
 *
 * @param first the first record that is still there
 * @param segments how many went
 * @param bytes theirs
 * @param receipt file name of what tells of them; empty where nothing went
 */
public record Pruned(long first, int segments, long bytes, String receipt) {}
