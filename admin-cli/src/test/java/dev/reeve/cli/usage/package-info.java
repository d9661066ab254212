/** Tests of this package. */
@NullMarked
package dev.reeve.cli.usage;

import org.jspecify.annotations.NullMarked;
