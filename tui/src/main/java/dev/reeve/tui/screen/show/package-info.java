/**
 * The screens at a terminal and as text: {@code reeve ui}. Enters: keys, signals and the size of a terminal, a clock. Never: what a key means.
 */
@NullMarked
package dev.reeve.tui.screen.show;

import org.jspecify.annotations.NullMarked;
