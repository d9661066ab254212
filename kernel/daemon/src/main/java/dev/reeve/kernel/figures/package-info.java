/**
 * Counts of what is called, since the kernel started, and what its process takes. Enters: names, times. Never: who may see it, gRPC, a
 * message of the contract.
 */
@NullMarked
package dev.reeve.kernel.figures;

import org.jspecify.annotations.NullMarked;
