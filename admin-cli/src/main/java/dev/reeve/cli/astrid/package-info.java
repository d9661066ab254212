/**
 * Taking over from Astrid: its home is read as its own rules read it, planned into requests and told line by line, then asked of the
 * kernel as the caller. Enters: files of that home, the contract's messages. Never: a way around the kernel, a guess at what a file means.
 */
@NullMarked
package dev.reeve.cli.astrid;

import org.jspecify.annotations.NullMarked;
