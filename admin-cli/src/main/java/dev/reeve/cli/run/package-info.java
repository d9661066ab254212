/**
 * Runs at the command line: starting, watching and ending them, what they printed and the files they left. Enters: an invocation, the
 * contract's messages. Never: a rule of the kernel, an exit of the process, a stream of the process.
 */
@NullMarked
package dev.reeve.cli.run;

import org.jspecify.annotations.NullMarked;
