/** Tests of this package. */
@NullMarked
package dev.reeve.cli.backup;

import org.jspecify.annotations.NullMarked;
