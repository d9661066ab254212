/**
 * What each principal uses against its limits: calls in flight and a minute, bytes of its connections, live runs and what they take,
 * what it stores. Enters: limits of the policy, the store, what the host counts. Never: gRPC, a message of the contract, a decision about
 * rights.
 */
@NullMarked
package dev.reeve.kernel.quota;

import org.jspecify.annotations.NullMarked;
