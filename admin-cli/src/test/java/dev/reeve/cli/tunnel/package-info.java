/** Tests of this package. */
@NullMarked
package dev.reeve.cli.tunnel;

import org.jspecify.annotations.NullMarked;
