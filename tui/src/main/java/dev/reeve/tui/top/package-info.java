/**
 * {@code reeve top}: what the kernel takes and does, live. Enters: figures of the kernel, keys, JLine. Never: a figure that is not told by
 * the kernel, or a change of anything.
 */
@NullMarked
package dev.reeve.tui.top;

import org.jspecify.annotations.NullMarked;
