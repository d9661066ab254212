/**
 * Files written for the user: each comes to be as a whole, durable, for its owner alone, and never in the place of another that was not
 * meant to go. Enters: paths, bytes. Never: the kernel, what the bytes mean.
 */
@NullMarked
package dev.reeve.cli.file;

import org.jspecify.annotations.NullMarked;
