/**
 * The commands, one class per noun, one method per verb: read options, call the kernel, print the answer. Enters: an invocation, the
 * contract's messages. Never: a rule of the kernel, an exit of the process, a stream of the process.
 */
@NullMarked
package dev.reeve.cli.noun;

import org.jspecify.annotations.NullMarked;
