/** Tests of this package. */
@NullMarked
package dev.reeve.cli.config;

import org.jspecify.annotations.NullMarked;
