/**
 * Calling tools: the input checked, the call made as a principal, the answer bounded. Enters: contributions of capsules. Never: gRPC, a
 * tool of the kernel's own.
 */
@NullMarked
package dev.reeve.kernel.tool;

import org.jspecify.annotations.NullMarked;
