/** Tests of this package. */
@NullMarked
package dev.reeve.cli.seal;

import org.jspecify.annotations.NullMarked;
