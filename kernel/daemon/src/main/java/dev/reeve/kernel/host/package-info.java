/**
 * What the kernel does for capsules when they ask: files, programs, HTTP, key values. Each call is allowed only if the capsule's approved
 * permissions and the rights of the principal it is made for both allow it. Enters: the capsule API, authority, the sandbox, the store,
 * quotas. Never: gRPC; which capsules there are.
 */
@NullMarked
package dev.reeve.kernel.host;

import org.jspecify.annotations.NullMarked;
