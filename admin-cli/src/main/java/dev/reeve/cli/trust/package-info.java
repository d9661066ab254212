/**
 * Whom a kernel trusts: {@code reeve capsule trust}, which reads and edits its {@code publishers.toml} where it lies, because who may
 * write that file may say so. Enters: the file's text, certificates and signatures of authors. Never: a connection to the kernel, which
 * takes a change of the file up by itself; a change of any byte that the command is not about.
 */
@NullMarked
package dev.reeve.cli.trust;

import org.jspecify.annotations.NullMarked;
