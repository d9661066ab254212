/**
 * The capsule {@code runtime-process}: the runtime {@code process}, which runs a program of the host for an agent. Enters: the capsule
 * API, and every process through {@link dev.reeve.capsule.HostProcesses}. Never: {@link java.lang.Process}, anything of the kernel, any
 * library; how a process is confined is the kernel's matter.
 */
@NullMarked
package dev.reeve.capsules.runtimeprocess;

import org.jspecify.annotations.NullMarked;
