/**
 * The way to a kernel: find its socket, connect, say who calls, turn an answer's error into a report. Enters: the contract's generated
 * stubs, grpc on Netty. Never: command parsing, printing, anything of the kernel's own classes.
 */
@NullMarked
package dev.reeve.client;

import org.jspecify.annotations.NullMarked;
