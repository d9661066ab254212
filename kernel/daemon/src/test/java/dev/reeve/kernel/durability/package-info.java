/** What was acknowledged stays, shown on whole kernels with real files, disks and processes. */
@NullMarked
package dev.reeve.kernel.durability;

import org.jspecify.annotations.NullMarked;
