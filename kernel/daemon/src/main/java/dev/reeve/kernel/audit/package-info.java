/**
 * The audit chain as the kernel writes it: one appender, forced before anything is answered, fed with intents, outcomes and the outbox of
 * the store. Enters: the format from {@code dev.reeve.evidence}. Never: a decision; what cannot be written is refused.
 */
@NullMarked
package dev.reeve.kernel.audit;

import org.jspecify.annotations.NullMarked;
