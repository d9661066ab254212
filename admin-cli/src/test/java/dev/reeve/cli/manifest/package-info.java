/** Tests of this package. */
@NullMarked
package dev.reeve.cli.manifest;

import org.jspecify.annotations.NullMarked;
