/**
 * TOML as this program reads it: version 1.0, with the places of what is wrong. Enters: text. Never: what its keys mean, files, the
 * kernel.
 */
@NullMarked
package dev.reeve.cli.toml;

import org.jspecify.annotations.NullMarked;
