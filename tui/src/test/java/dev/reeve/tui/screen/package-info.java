@NullMarked
package dev.reeve.tui.screen;

import org.jspecify.annotations.NullMarked;
