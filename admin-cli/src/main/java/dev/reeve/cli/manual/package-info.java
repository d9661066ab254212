/**
 * What the program tells of itself: topics of help, examples of every command, pages of the manual, and the entries that these and
 * {@code docs/cli.md} are made of. Enters: the tree of commands as picocli has it, the registry of errors, texts beside the classes.
 * Never: a connection.
 */
@NullMarked
package dev.reeve.cli.manual;

import org.jspecify.annotations.NullMarked;
