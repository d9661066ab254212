package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.ProcessSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * A program to start for a run, and what of the host it is put into.
 *
 * @param run as it was asked for
 * @param command program and arguments: the run's own, or another's beside it
 * @param folder the run's work folder
 */
record Placement(ProcessSpec run, List<String> command, Access access, Path folder) {

  /** The run's own program. */
  static Placement own(ProcessSpec run, Access access, Path folder) {
    return new Placement(run, run.command(), access, folder);
  }

  /** What holds for each of its processes. */
  ProcessBounds bounds() {
    return new ProcessBounds(run.limits().storageBytes());
  }

  /** Another program in the same place. */
  Placement with(List<String> other) {
    return new Placement(run, other, access, folder);
  }
}
