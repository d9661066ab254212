/** Tests of this package. */
@NullMarked
package dev.reeve.cli.run;

import org.jspecify.annotations.NullMarked;
