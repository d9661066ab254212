/**
 * How answers look: one renderer for every format, and the escaping that keeps text from the kernel from driving the terminal. Enters:
 * the contract's messages, streams. Never: calls to the kernel, command parsing.
 */
@NullMarked
package dev.reeve.cli.output;

import org.jspecify.annotations.NullMarked;
