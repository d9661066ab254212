/** Tests of this package. */
@NullMarked
package dev.reeve.cli.file;

import org.jspecify.annotations.NullMarked;
