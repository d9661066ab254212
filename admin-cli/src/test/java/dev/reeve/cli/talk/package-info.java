/** Tests of this package. */
@NullMarked
package dev.reeve.cli.talk;

import org.jspecify.annotations.NullMarked;
