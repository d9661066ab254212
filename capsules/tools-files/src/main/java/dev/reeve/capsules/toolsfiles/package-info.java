/**
 * The capsule {@code tools-files}: tools that read, search and write the host's files for the principal of the call. Enters: the capsule API, and every
 * byte through {@link dev.reeve.capsule.HostFiles}. Never: {@code java.nio.file}, anything of the kernel, any library.
 */
@NullMarked
package dev.reeve.capsules.toolsfiles;

import org.jspecify.annotations.NullMarked;
