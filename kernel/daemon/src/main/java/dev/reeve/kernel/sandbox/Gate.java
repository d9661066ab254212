package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The named pipe at which a child waits until it is in its control group; closing removes its name. */
record Gate(Path path) implements AutoCloseable {

  /** Makes one for the next start; null where a child cannot be made to wait. */
  static @Nullable Gate next(Spawner spawner, SandboxOptions.@Nullable RunUser owner) throws IOException {
    Path free = spawner.gate().orElse(null);
    return free == null ? null : make(free, owner);
  }

  /**
   * Makes one.
   *
   * @param path free
   * @param owner as whom the child opens it; null: as the kernel's user
   */
  static Gate make(Path path, SandboxOptions.@Nullable RunUser owner) throws IOException {
    Gate gate = new Gate(path);
    try {
      Linux.makeFifo(path);
      if (owner != null) {
        WorkFolder.giveOne(path, owner);
      }
      return gate;
    } catch (IOException failure) {
      gate.close();
      throw failure;
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException left) {
      System.getLogger(Gate.class.getName()).log(System.Logger.Level.WARNING, "a gate could not be removed", left);
    }
  }
}
