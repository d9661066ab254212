/**
 * Authors' keys and signatures, without a kernel: the verbs {@code keygen}, {@code sign} and {@code verify} of {@code reeve capsule}.
 * Enters: the library of signatures, files of authors. Never: a connection to the kernel, a key anywhere but in its folder; whom an
 * operator trusts is {@code dev.reeve.cli.trust}'s.
 */
@NullMarked
package dev.reeve.cli.seal;

import org.jspecify.annotations.NullMarked;
