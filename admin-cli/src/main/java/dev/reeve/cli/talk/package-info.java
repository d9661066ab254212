/**
 * A conversation with an agent: messages go to a run, what comes back is told as it comes. Enters: runs and their questions, lines that
 * somebody says. Never: a terminal.
 */
@NullMarked
package dev.reeve.cli.talk;

import org.jspecify.annotations.NullMarked;
