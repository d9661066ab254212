/**
 * What confines a program on this host: namespaces by bubblewrap, else Landlock with seccomp, and control groups for limits. Enters: the
 * capsule API's values of processes, the JDK's foreign-function API. Never: principals, capabilities, runs as records, gRPC; whether a
 * caller may have what a spec names is decided before it comes here.
 */
@NullMarked
package dev.reeve.kernel.sandbox;

import org.jspecify.annotations.NullMarked;
