package dev.reeve.client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a kernel listens: the rule from options and environment to the path of a Unix socket. */
public final class SocketPath {

  /** Longest path of a Unix socket on Linux, in bytes, without the closing zero. */
  public static final int MAX_BYTES = 107;

  /** Where a kernel run by the system listens. */
  public static final Path SYSTEM = Path.of("/run/reeve/kernel.sock");

  private SocketPath() {}

  /**
   * The explicit socket, else the home's (option before environment), else the system's where it exists, else that of the user's home.
   *
   * @throws ReeveException when the path is too long for a socket
   */
  public static Path resolve(@Nullable Path socket, @Nullable Path home, @Nullable String environmentHome, Path userHome) {
    return resolve(socket, home, environmentHome, userHome, SYSTEM);
  }

  static Path resolve(@Nullable Path socket, @Nullable Path home, @Nullable String environmentHome, Path userHome, Path system) {
    if (socket != null) {
      return checked(socket);
    }
    if (home != null) {
      return ofHome(home);
    }
    if (environmentHome != null && !environmentHome.isEmpty()) {
      return ofHome(Path.of(environmentHome));
    }
    return Files.exists(system) ? checked(system) : ofHome(userHome.resolve(".reeve"));
  }

  /** The socket of the kernel whose tree is {@code home}. */
  public static Path ofHome(Path home) {
    return checked(home.resolve("run").resolve("kernel.sock"));
  }

  private static Path checked(Path path) {
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
