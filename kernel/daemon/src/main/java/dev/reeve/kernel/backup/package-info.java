/**
 * Everything the kernel keeps, as of one moment, for a copy elsewhere: what would be torn is copied while nothing changes, what only grows or
 * never changes is read while the kernel goes on. Enters: the store, the policy's files, the audit chain, blobs and keys. Never: where the
 * copy goes, which is the client's matter.
 */
@NullMarked
package dev.reeve.kernel.backup;

import org.jspecify.annotations.NullMarked;
