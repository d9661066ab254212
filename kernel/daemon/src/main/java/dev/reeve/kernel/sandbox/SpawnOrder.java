package dev.reeve.kernel.sandbox;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program to start and what the thread that starts it puts on first.
 *
 * @param program absolute, or relative to the folder
 * @param arguments the program's own name first
 * @param environment {@code NAME=value}, the whole of it
 * @param folder working folder
 * @param descriptors what become 0, 1, 2 and so on in the program; every other is closed
 * @param runAs whom to become; null: stay
 * @param bounds what holds for each of its processes
 * @param confinement null: none is put on by the starting thread
 */
record SpawnOrder(
    String program,
    List<String> arguments,
    List<String> environment,
    Path folder,
    List<Integer> descriptors,
    SandboxOptions.@Nullable RunUser runAs,
    ProcessBounds bounds,
    @Nullable ThreadConfinement confinement) {

  /** Capabilities gone, no new privileges, in that Landlock domain, under that filter. */
  record ThreadConfinement(int ruleset, byte[] filter) {}
}
