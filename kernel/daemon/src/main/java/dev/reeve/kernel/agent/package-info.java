/**
 * Agents: the manifests that say what they run, their versions, and deploying them. Enters: strict documents, authority, the store, the
 * runtimes and tools that are there. Never: gRPC, a running program.
 */
@NullMarked
package dev.reeve.kernel.agent;

import org.jspecify.annotations.NullMarked;
