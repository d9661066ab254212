/** Tests of this package. */
@NullMarked
package dev.reeve.cli.trust;

import org.jspecify.annotations.NullMarked;
