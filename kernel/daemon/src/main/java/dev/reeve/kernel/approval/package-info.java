/**
 * Questions that only a person's signature answers: when policy asks, what is frozen, rules that answer. Enters: what a caller is about to do,
 * the file {@code approvals.toml}, signed answers. Never: what a capability means (that is {@code authority}'s) and a socket.
 */
@NullMarked
package dev.reeve.kernel.approval;

import org.jspecify.annotations.NullMarked;
