package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Which paths of the host a capsule may name: of a sound form, allowed to it and to its caller, and not the kernel's own.
 *
 * @param masked the kernel's folders and files, never reachable whatever is granted
 */
record HostPaths(HostRights rights, List<Path> masked) {

  private static final int MAX_PATH = 1024;

  /** The kernel's own memory, environment and open files are below it. */
  private static final Path PROCESSES = Path.of("/proc");

  /**
   * The path, once it is known that it may be used so.
   *
   * @param action such as {@code fs:read}
   * @throws CapsuleException INVALID when it is not absolute and normalised or has more than 1,024 characters, DENIED
   */
  Path allowed(String action, String path) throws CapsuleException {
    if (path.length() > MAX_PATH || path.indexOf(0) >= 0 || !path.startsWith("/")) {
      throw new CapsuleException(Kind.INVALID, "a path is absolute, has at most " + MAX_PATH + " characters and no NUL");
    }
    Path given = parsed(path);
    if (!given.normalize().toString().equals(path)) {
      throw new CapsuleException(Kind.INVALID, "the path is not normalised: write " + given.normalize());
    }
    rights.require(action, path);
    if (hidden(given)) {
      throw new CapsuleException(Kind.DENIED, path + " belongs to the kernel");
    }
    return given;
  }

  /** Whether it is the kernel's own. */
  boolean hidden(Path path) {
    return path.startsWith(PROCESSES) || masked.stream().anyMatch(path::startsWith);
  }

  private static Path parsed(String path) throws CapsuleException {
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new CapsuleException(Kind.INVALID, "the path is no path of this host: " + e.getReason(), e);
    }
  }
}
