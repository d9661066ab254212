/** Tests of this package. */
@NullMarked
package dev.reeve.cli.noun;

import org.jspecify.annotations.NullMarked;
