@NullMarked
package dev.reeve.tui.screen.show;

import org.jspecify.annotations.NullMarked;
