/** Tests of the demo's parts; the demo as a whole is driven where the distribution is assembled. */
@NullMarked
package dev.reeve.cli.demo;

import org.jspecify.annotations.NullMarked;
