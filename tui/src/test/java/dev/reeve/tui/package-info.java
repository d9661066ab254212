/** Tests that type at a shell. */
@NullMarked
package dev.reeve.tui;

import org.jspecify.annotations.NullMarked;
