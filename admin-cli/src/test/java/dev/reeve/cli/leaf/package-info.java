/** Every command of the tree, run in every format, denied, and with what it does not take. A command without a scenario fails here. */
@org.jspecify.annotations.NullMarked
package dev.reeve.cli.leaf;
