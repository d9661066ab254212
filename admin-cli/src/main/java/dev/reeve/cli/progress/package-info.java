/**
 * How far long work is, told on standard error: what is known of it as values, what that reads like, and when it is drawn or printed.
 * Enters: amounts, moments of a clock. Never: calls to the kernel, standard output.
 */
@NullMarked
package dev.reeve.cli.progress;

import org.jspecify.annotations.NullMarked;
