/**
 * The crash harness: the real daemon under load, killed at random moments, restarted and compared with what its clients wrote down. What
 * may enter: the load, the clients' own logs, the comparison, reading of the audit chain. What may not: the kernel's memory or classes,
 * any retry that hides a difference, any process it did not start itself, but to see that none of a run is left.
 */
@NullMarked
package dev.reeve.bench.crash;

import org.jspecify.annotations.NullMarked;
