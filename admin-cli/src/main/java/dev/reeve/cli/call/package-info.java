/**
 * One invocation of the command tree: its streams and environment, the global options, its connection, how it is interrupted and how it
 * fails. Enters: {@code dev.reeve.client}, output. Never: a command, the tree itself; those know this package and not the reverse.
 */
@NullMarked
package dev.reeve.cli.call;

import org.jspecify.annotations.NullMarked;
