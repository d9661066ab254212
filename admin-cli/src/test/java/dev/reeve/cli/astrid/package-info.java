/** Tests of this package. */
@NullMarked
package dev.reeve.cli.astrid;

import org.jspecify.annotations.NullMarked;
