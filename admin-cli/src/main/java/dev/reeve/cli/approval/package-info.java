/**
 * Questions that wait for somebody's answer, at the command line: what is shown is what is signed, and nothing is signed that does not fit
 * together. Enters: an invocation, the contract's messages, a key. Never: a rule of the kernel on who may answer, a stream of the process.
 */
@NullMarked
package dev.reeve.cli.approval;

import org.jspecify.annotations.NullMarked;
