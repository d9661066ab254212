/** Tests of this package. */
@NullMarked
package dev.reeve.cli.output;

import org.jspecify.annotations.NullMarked;
