/**
 * What the screens show, asked of a kernel: one place, one question, so many rows at most. Enters: connections, the views of
 * {@code dev.reeve.cli}. Never: keys, a terminal.
 */
@NullMarked
package dev.reeve.tui.screen.source;

import org.jspecify.annotations.NullMarked;
