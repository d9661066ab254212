/**
 * {@code reeve demo}: the main job on real input, driven as a user would. Enters: lines through the command tree, files of the
 * distribution. Never: the client directly, anything left behind.
 */
@NullMarked
package dev.reeve.cli.demo;

import org.jspecify.annotations.NullMarked;
