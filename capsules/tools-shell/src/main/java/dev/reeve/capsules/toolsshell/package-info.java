/**
 * The capsule {@code tools-shell}: a tool that runs a program beside the run that calls it. Enters: the capsule API, and every process
 * through {@link dev.reeve.capsule.HostProcesses}. Never: a line for a shell, {@link java.lang.Process}, anything of the kernel, any
 * library.
 */
@NullMarked
package dev.reeve.capsules.toolsshell;

import org.jspecify.annotations.NullMarked;
