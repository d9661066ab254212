/** Tests of this package. */
@NullMarked
package dev.reeve.cli.approval;

import org.jspecify.annotations.NullMarked;
