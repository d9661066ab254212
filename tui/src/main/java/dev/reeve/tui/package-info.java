/**
 * {@code reeve shell}: the command tree at a prompt, with completion, history, a pager and a line of status; {@code reeve talk} at a terminal.
 * Enters: lines, the tree of {@code dev.reeve.cli}, JLine. Never: a command of its own that the command line lacks.
 */
@NullMarked
package dev.reeve.tui;

import org.jspecify.annotations.NullMarked;
