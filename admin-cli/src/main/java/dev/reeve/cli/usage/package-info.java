/**
 * What is said of a line that cannot be understood, before anything is done: what is wrong, and which words were likely meant. Enters:
 * picocli's failures. Never: a connection, a command's own work.
 */
@NullMarked
package dev.reeve.cli.usage;

import org.jspecify.annotations.NullMarked;
