/**
 * The daemon's start and end: where its files are, its configuration, the life cycle, and the one place that puts the features
 * together. Enters: every feature. Never: a rule of any of them.
 */
@NullMarked
package dev.reeve.kernel.boot;

import org.jspecify.annotations.NullMarked;
