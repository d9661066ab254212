/** How far long work is, with a clock that a test turns. */
@NullMarked
package dev.reeve.cli.progress;

import org.jspecify.annotations.NullMarked;
