/**
 * What a durable, audited change costs: the real daemon over its Unix socket, beside the disk's and the transport's own cost in the same
 * run. What may enter: loads, floors, the bars of the design. What may not: a figure without its floor, a path inside the kernel, a check
 * of correctness beyond that every call succeeded.
 */
@NullMarked
package dev.reeve.bench.durable;

import org.jspecify.annotations.NullMarked;
