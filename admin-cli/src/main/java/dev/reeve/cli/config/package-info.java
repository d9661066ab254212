/**
 * What is configured: every setting with its names and built-in value, who says what of it in which order, the two files, contexts, and how
 * a file is changed. Enters: the environment, files, what the line says. Never: a command, a connection.
 */
@NullMarked
package dev.reeve.cli.config;

import org.jspecify.annotations.NullMarked;
