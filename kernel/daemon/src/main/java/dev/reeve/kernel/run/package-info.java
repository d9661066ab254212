/**
 * Runs: their states and the one function that changes them, their start and end, what they print and how it is watched. Enters: manifests
 * from {@code agent}, runtimes and tools from {@code capsule}, the store. Never: gRPC; how a program is confined.
 */
@NullMarked
package dev.reeve.kernel.run;

import org.jspecify.annotations.NullMarked;
