/**
 * The capsule {@code kv}: tools and a command that keep JSON values by key for the principal of the call. Enters: the capsule API, and
 * every byte through {@link dev.reeve.capsule.HostKeyValues}. Never: a file, anything of the kernel, any library.
 */
@NullMarked
package dev.reeve.capsules.kv;

import org.jspecify.annotations.NullMarked;
