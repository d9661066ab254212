package dev.reeve.capsule;

import java.util.List;
import java.util.Map;

/**
 * A program to start, confined. It sees the system's programs and libraries read-only, its own work folder, what is listed here, and
 * nothing else: no network, no other process, no home, never the kernel's files or sockets.
 *
 * @param id names it in later calls; unique among what lives
 * @param command program and arguments; the program is an absolute path or a file name in the work folder starting with {@code ./}
 * @param files placed into the work folder before the start: relative name to content
 * @param environment the whole environment
 * @param readable absolute paths, files or folders with all below
 * @param writable absolute paths, files or folders with all below
 * @param executables absolute paths of further programs
 * @param limits what to enforce exactly or refuse
 * @param requireNamespaces whether weaker confinement must be refused
 */
public record ProcessSpec(
    String id,
    List<String> command,
    Map<String, byte[]> files,
    Map<String, String> environment,
    List<String> readable,
    List<String> writable,
    List<String> executables,
    ProcessLimits limits,
    boolean requireNamespaces) {}
