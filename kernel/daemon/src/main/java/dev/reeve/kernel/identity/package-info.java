/**
 * How somebody proves to be a principal, and how somebody new becomes one: keys, invites and devices. Enters: policy, the one way it
 * changes, the store. Never: gRPC, sockets, sessions; the secret of a ticket in any text that leaves.
 */
@NullMarked
package dev.reeve.kernel.identity;

import org.jspecify.annotations.NullMarked;
