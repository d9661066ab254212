/** Text of agents that wants to drive the terminal, through everything that prints it. */
@NullMarked
package dev.reeve.cli.hostile;

import org.jspecify.annotations.NullMarked;
