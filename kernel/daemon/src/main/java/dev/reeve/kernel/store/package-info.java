/**
 * Durable state below every feature: the embedded database with its one writer, whole-file replacement, content-addressed blobs, the
 * kernel's one clock and one source of ids. Enters: JDBC, files. Never: gRPC, a rule of any feature.
 */
@NullMarked
package dev.reeve.kernel.store;

import org.jspecify.annotations.NullMarked;
