/**
 * The one kind of error that leaves a feature of the kernel. Enters: the error registry of the contract. Never: gRPC; {@code edge} maps
 * a {@link dev.reeve.kernel.fault.KernelException} to a status in one place.
 */
@NullMarked
package dev.reeve.kernel.fault;

import org.jspecify.annotations.NullMarked;
