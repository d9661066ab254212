/**
 * {@code reeve backup}: everything a kernel keeps in one archive, and back. Enters: the kernel's stream, archives, homes that no kernel runs
 * on, the verifier of audit chains. Never: a class of the kernel; a home's files are changed only by putting whole folders in their place.
 */
@NullMarked
package dev.reeve.cli.backup;

import org.jspecify.annotations.NullMarked;
