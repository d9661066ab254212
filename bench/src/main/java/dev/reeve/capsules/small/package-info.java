/**
 * Code that is not the bench's own but is handed to a kernel in a capsule. What may enter: classes of the capsule API that need nothing
 * else. What may not: anything of the rest of the bench, which is not there where these classes run.
 */
@NullMarked
package dev.reeve.capsules.small;

import org.jspecify.annotations.NullMarked;
