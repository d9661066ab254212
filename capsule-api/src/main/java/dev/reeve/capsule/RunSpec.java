package dev.reeve.capsule;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run to start.
 *
 * @param runId UUIDv7
 * @param agent the agent's name
 * @param runtime the manifest's {@code runtime} section, JSON-like
 * @param files files to place into the private work folder before the start: relative name to content; at most 16 MiB in all
 * @param environment the whole environment of the program; nothing else is inherited
 * @param readable absolute paths the program may read, each a file or a folder with all below it
 * @param writable absolute paths the program may read and write
 * @param executables absolute paths of further programs it may run
 * @param limits what to enforce; a limit that cannot be is refused
 * @param requireNamespaces whether weaker confinement must be refused
 */
public record RunSpec(
    String runId,
    String agent,
    Map<String, @Nullable Object> runtime,
    Map<String, byte[]> files,
    Map<String, String> environment,
    List<String> readable,
    List<String> writable,
    List<String> executables,
    ProcessLimits limits,
    boolean requireNamespaces) {}
