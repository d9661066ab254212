/** Rules over all packages of the kernel and the modules below it. */
@NullMarked
package dev.reeve.kernel;

import org.jspecify.annotations.NullMarked;
