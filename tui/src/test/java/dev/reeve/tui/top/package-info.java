/** Tests of {@code reeve top}. */
@NullMarked
package dev.reeve.tui.top;

import org.jspecify.annotations.NullMarked;
