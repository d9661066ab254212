/** What tests of several packages share. */
@NullMarked
package dev.reeve.kernel;

import org.jspecify.annotations.NullMarked;
