/** Tests of the way to a kernel. */
@NullMarked
package dev.reeve.client;

import org.jspecify.annotations.NullMarked;
