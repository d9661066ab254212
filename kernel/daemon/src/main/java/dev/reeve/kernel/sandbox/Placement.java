package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.ProcessSpec;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program to start for a run, and what of the host it is put into.
 *
 * @param run as it was asked for
 * @param command program and arguments: the run's own, or another's beside it
 * @param folder the run's work folder
 * @param socket the run's own; null where it has none
 */
record Placement(ProcessSpec run, List<String> command, Access access, Path folder, @Nullable Path socket) {

  /** The run's own program. */
  static Placement own(ProcessSpec run, Access access, Path folder, @Nullable Path socket) {
    return new Placement(run, run.command(), access, folder, socket);
  }

  /** What holds for each of its processes. */
  ProcessBounds bounds() {
    return new ProcessBounds(run.limits().storageBytes());
  }

  /** Another program in the same place. */
  Placement with(List<String> other) {
    return new Placement(run, other, access, folder, socket);
  }
}
