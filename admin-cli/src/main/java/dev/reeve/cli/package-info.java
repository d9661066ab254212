/**
 * The command tree of {@code reeve} as a whole and its way into a process. Enters: the nouns, commands of other modules through
 * {@link dev.reeve.cli.SubcommandProvider}. Never: what a single command does.
 */
@NullMarked
package dev.reeve.cli;

import org.jspecify.annotations.NullMarked;
