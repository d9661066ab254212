/**
 * The kernel's process as seen from outside: start it, see it come up or die, wait until it is gone. Enters: processes, files, the client.
 * Never: what the kernel does inside, command parsing.
 */
@NullMarked
package dev.reeve.cli.daemon;

import org.jspecify.annotations.NullMarked;
