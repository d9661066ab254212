/**
 * What capsules cost: a call into one, the walk over its classes, its installation; each beside the same work without it, or cold beside
 * warm, in the same run. What may enter: capsules made for it, the kernel's public operations in this process, the real daemon over its
 * socket. What may not: a path inside the kernel, a check of correctness beyond that every call succeeded.
 */
@NullMarked
package dev.reeve.bench.capsule;

import org.jspecify.annotations.NullMarked;
