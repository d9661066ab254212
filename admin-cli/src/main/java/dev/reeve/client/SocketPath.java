package dev.reeve.client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a kernel listens: a Unix socket, whose path has a bound. */
public final class SocketPath {

  /** Longest path of a Unix socket on Linux, in bytes, without the closing zero. */
  public static final int MAX_BYTES = 107;

  /** Where a kernel run by the system listens. */
  public static final Path SYSTEM = Path.of("/run/reeve/kernel.sock");

  private SocketPath() {}

  /**
   * Where a kernel is looked for that nobody named: the system's where it exists, else that of the user's home.
   *
   * @throws ReeveException when the path is too long for a socket
   */
  public static Path usual(Path userHome) {
    return usual(userHome, SYSTEM);
  }

  static Path usual(Path userHome, Path system) {
    return Files.exists(system) ? of(system) : ofHome(userHome.resolve(".reeve"));
  }

  /** The socket of the kernel whose tree is {@code home}. */
  public static Path ofHome(Path home) {
    return of(home.resolve("run").resolve("kernel.sock"));
  }

  /**
   * A socket that was named, absolute.
   *
   * @throws ReeveException when the path is too long for a socket
   */
  public static Path of(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    int bytes = absolute.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw ReeveException.local(
          LocalError.USAGE,
          "the socket path has " + bytes + " bytes, a Unix socket takes at most " + MAX_BYTES + ": " + absolute,
          "choose a home or socket with a shorter path");
    }
    return absolute;
  }
}
