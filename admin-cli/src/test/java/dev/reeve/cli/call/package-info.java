/** Tests of this package. */
@NullMarked
package dev.reeve.cli.call;

import org.jspecify.annotations.NullMarked;
