/**
 * The screens without a terminal and without a kernel: what is shown as values, what a key or an answer makes of it, and how it is painted.
 * Enters: keys, sizes, times and what was fetched. Never: a call, a clock, a thread, a terminal.
 */
@NullMarked
package dev.reeve.tui.screen;

import org.jspecify.annotations.NullMarked;
