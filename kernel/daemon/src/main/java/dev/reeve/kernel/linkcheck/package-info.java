/**
 * The link check: what the classes of a jar reach for, read from their constant pools and judged by a reviewed list that denies what it does
 * not name. Enters: bytes; the JDK's own class files, which are read and never initialized. Never: class loading of a guest, effects, gRPC,
 * other packages of the kernel.
 */
@NullMarked
package dev.reeve.kernel.linkcheck;

import org.jspecify.annotations.NullMarked;
