/**
 * What {@code reeve doctor} looks at, each finding with what to do: the kernel as it answers, and its home and this host as they are
 * without one. Enters: an invocation, files, the verifier of audit chains. Never: a change that was not asked for with --fix.
 */
@NullMarked
package dev.reeve.cli.doctor;

import org.jspecify.annotations.NullMarked;
