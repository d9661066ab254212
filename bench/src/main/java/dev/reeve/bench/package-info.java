/**
 * Benchmarks of the kernel's own paths, each beside a floor measured in the same run, and the page that reports them. What may enter: JMH
 * and the public parts of the daemon. What may not: a check of correctness, which is a test's, and anything that ships.
 */
@NullMarked
package dev.reeve.bench;

import org.jspecify.annotations.NullMarked;
