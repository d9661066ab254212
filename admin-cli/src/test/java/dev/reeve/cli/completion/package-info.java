/** Tests of this package. */
@NullMarked
package dev.reeve.cli.completion;

import org.jspecify.annotations.NullMarked;
