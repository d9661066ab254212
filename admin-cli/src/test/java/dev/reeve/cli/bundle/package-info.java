@NullMarked
package dev.reeve.cli.bundle;

import org.jspecify.annotations.NullMarked;
