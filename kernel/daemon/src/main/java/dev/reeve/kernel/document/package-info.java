/**
 * The files people write, read strictly: TOML and YAML to one tree with positions, every problem of a file told at once.
 * What may enter: syntax, types, bounds that hold for any file, and the way a problem is worded.
 * What may not: what a key means (that is the feature's), reading from disk, and any second way to parse.
 */
@NullMarked
package dev.reeve.kernel.document;

import org.jspecify.annotations.NullMarked;
