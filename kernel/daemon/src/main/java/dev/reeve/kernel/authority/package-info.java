/**
 * Who may do what: the pattern language of capabilities, profiles, groups, the policy as one immutable value, the one decision and the
 * rule for conferring. What may enter: pure rules over values, and the text form of the two policy files. What may not: a clock, a disk,
 * a socket, the caller's identity (that is {@code edge}'s), and any second place that decides.
 */
@NullMarked
package dev.reeve.kernel.authority;

import org.jspecify.annotations.NullMarked;
