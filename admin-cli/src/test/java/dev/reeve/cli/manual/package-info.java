/** Tests of this package. */
@NullMarked
package dev.reeve.cli.manual;

import org.jspecify.annotations.NullMarked;
