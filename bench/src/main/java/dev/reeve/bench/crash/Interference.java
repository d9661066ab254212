package dev.reeve.bench.crash;

import java.io.IOException;
import java.nio.file.Path;

/** Something that happens to a home between a kill and the restart, to show that the comparison finds it. */
@FunctionalInterface
interface Interference {

  /** A run that means what it says. */
  Interference NONE = (home, cycle) -> {};

  void meddle(Path home, int cycle) throws IOException;
}
