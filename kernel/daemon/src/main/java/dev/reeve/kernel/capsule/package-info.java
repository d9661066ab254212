/**
 * Capsules: what a signed jar may be, who is trusted to sign it, loading it without a door into the kernel, and what it contributes. Enters:
 * the capsule API, PF4J, {@code dev.reeve.seal}, strict documents, the link check. Never: gRPC; what a tool does.
 */
@NullMarked
package dev.reeve.kernel.capsule;

import org.jspecify.annotations.NullMarked;
