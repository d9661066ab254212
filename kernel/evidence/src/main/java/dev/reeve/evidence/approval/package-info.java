/**
 * What a person signs who answers for an agent: questions, answers and rules as text, byte for byte as {@code docs/approvals.md} says. Kernel
 * and command line write them by the same code, from what each of them knows itself.
 */
@NullMarked
package dev.reeve.evidence.approval;

import org.jspecify.annotations.NullMarked;
