/**
 * Manifests of agents at the command line: checking them here and by a kernel, deploying them, their versions, who sees them and whether
 * they may start. Enters: an invocation, the contract's messages, YAML and JSON Schema. Never: a rule of the kernel beyond its published
 * schema. The libraries for YAML and JSON Schema are touched by these commands alone, when they run: no other pays for loading them.
 */
@NullMarked
package dev.reeve.cli.manifest;

import org.jspecify.annotations.NullMarked;
