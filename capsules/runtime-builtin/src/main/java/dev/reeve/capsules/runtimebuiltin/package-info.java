/**
 * The capsule {@code runtime-builtin}: the runtime {@code builtin}, whose few programs are its own code, for demos, tests and health. Enters:
 * the capsule API. Never: a thread, a host service but timers, anything of the kernel, any library.
 */
@NullMarked
package dev.reeve.capsules.runtimebuiltin;

import org.jspecify.annotations.NullMarked;
