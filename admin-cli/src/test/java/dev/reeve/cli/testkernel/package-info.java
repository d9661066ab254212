/**
 * A kernel small enough to live in a test, the contract's services on a real Unix socket with state of their own, and a desk to type
 * lines at. Enters: what the command line relies on. Never: classes of the real kernel.
 */
@NullMarked
package dev.reeve.cli.testkernel;

import org.jspecify.annotations.NullMarked;
