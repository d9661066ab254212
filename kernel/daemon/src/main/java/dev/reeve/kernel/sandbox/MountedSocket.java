package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A run's socket with its file in the work root, which its user alone may open; in the sandbox, the file is at one place for every run. */
record MountedSocket(Path path, RunSocket socket) implements AutoCloseable {

  /** The variable that names the place. */
  static final String VARIABLE = "REEVE_SOCKET";

  /** Where no path can be granted, so that nothing lies over it. */
  static final Path INSIDE = Path.of("/dev/reeve.sock");

  /**
   * Makes it.
   *
   * @param owner whose it becomes; null: stays the kernel's
   */
  static MountedSocket make(Path path, RunSocket.Maker maker, SandboxOptions.@Nullable RunUser owner) throws IOException {
    MountedSocket made = new MountedSocket(path, maker.listen(path));
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      if (owner != null) {
        WorkFolder.giveOne(path, owner);
      }
      return made;
    } catch (IOException | RuntimeException failure) {
      made.close();
      throw failure;
    }
  }

  void accept(LongPredicate inside) {
    socket.accept(inside);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } finally {
      try {
        Files.deleteIfExists(path);
      } catch (IOException left) {
        System.getLogger(MountedSocket.class.getName()).log(System.Logger.Level.WARNING, "the file of a run's socket could not be removed", left);
      }
    }
  }
}
