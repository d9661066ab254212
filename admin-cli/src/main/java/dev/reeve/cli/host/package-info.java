/**
 * What this host says of itself: its users, what its kernel allows, what it runs on. Enters: files of the system, and its own program for
 * users. Never: a change, the kernel's home.
 */
@NullMarked
package dev.reeve.cli.host;

import org.jspecify.annotations.NullMarked;
