package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongPredicate;

/** A run's own socket: it listens before the run's program starts, answers the run's processes while it lives, and ends with it. */
public interface RunSocket extends AutoCloseable {

  /** Makes a run's socket. */
  @FunctionalInterface
  interface Maker {

    /**
     * Listens; connections wait until {@link RunSocket#accept}.
     *
     * @param path of the file to make, which the sandbox owns from then on
     */
    RunSocket listen(Path path) throws IOException;
  }

  /** Takes connections from here on; those that a process made for which this is false are closed. */
  void accept(LongPredicate inside);

  /** Ends its connections and takes none any more; returns when they are closed. The file may stay. */
  @Override
  void close();
}
