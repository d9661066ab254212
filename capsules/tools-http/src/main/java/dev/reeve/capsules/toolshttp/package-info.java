/**
 * The capsule {@code tools-http}: tools that ask servers for the principal of the call. Enters: the capsule API, and every byte through
 * {@link dev.reeve.capsule.HostHttp}. Never: {@code java.net}, URLs as anything but text, anything of the kernel, any library.
 */
@NullMarked
package dev.reeve.capsules.toolshttp;

import org.jspecify.annotations.NullMarked;
