/**
 * What can be typed next: the position in a line, the words that fit there, and names that the kernel tells; and the scripts by which
 * bash, zsh and fish ask. The shell completes from here as well. Enters: the tree of commands as picocli has it, output, client. Never: a
 * command's own work, anything that asks the user or starts a process.
 */
@NullMarked
package dev.reeve.cli.completion;

import org.jspecify.annotations.NullMarked;
