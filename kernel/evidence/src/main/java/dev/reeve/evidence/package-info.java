/**
 * The audit chain's format and its verifier: records, their canonical bytes, hashes, checkpoints, and what a folder of segments must look
 * like. Enters: the JDK alone, so that the verifier runs where no kernel is. Never: a kernel class, a library, writing to the chain;
 * values go in and bytes come out, the kernel's appender writes them.
 */
@NullMarked
package dev.reeve.evidence;

import org.jspecify.annotations.NullMarked;
