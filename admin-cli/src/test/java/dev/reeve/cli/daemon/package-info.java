/** Tests of this package. */
@NullMarked
package dev.reeve.cli.daemon;

import org.jspecify.annotations.NullMarked;
