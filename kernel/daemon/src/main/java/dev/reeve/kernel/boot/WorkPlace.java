package dev.reeve.kernel.boot;

import dev.reeve.kernel.sandbox.Sandbox;
import dev.reeve.kernel.sandbox.SandboxOptions;
import dev.reeve.kernel.store.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where work folders of runs are: in the home, unless programs run as another user, who may not pass through it. Then it is a folder below
 * {@code /var/lib/reeve-work}, named after the home, that only root could have made.
 */
final class WorkPlace implements AutoCloseable {

  private static final Path OUTSIDE = Path.of("/var/lib/reeve-work");

  private final Path path;
  private final boolean outside;

  private WorkPlace(Path path, boolean outside) {
    this.path = path;
    this.outside = outside;
  }

  /**
   * The place, made where it is missing.
   *
   * @param user whom programs run as; null: as the kernel
   */
  static WorkPlace of(KernelHome home, SandboxOptions.@Nullable RunUser user) throws IOException {
    if (user == null || passable(home.work().toRealPath(), user)) {
      return new WorkPlace(home.work(), false);
    }
    Path named = OUTSIDE.resolve(Digest.of(home.state().toRealPath().toString().getBytes(StandardCharsets.UTF_8)).substring(0, 16));
    Files.createDirectories(named, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    return new WorkPlace(named, true);
  }

  /** Whether that user may pass through every folder above a real path. */
  private static boolean passable(Path real, SandboxOptions.RunUser user) throws IOException {
    for (Path above = real.getParent(); above != null; above = above.getParent()) {
      Map<String, Object> of = Files.readAttributes(above, "unix:uid,gid,permissions");
      PosixFilePermission needed =
          Integer.valueOf(user.uid()).equals(of.get("uid"))
              ? PosixFilePermission.OWNER_EXECUTE
              : Integer.valueOf(user.gid()).equals(of.get("gid")) ? PosixFilePermission.GROUP_EXECUTE : PosixFilePermission.OTHERS_EXECUTE;
      if (!(of.get("permissions") instanceof Set<?> permissions && permissions.contains(needed))) {
        return false;
      }
    }
    return true;
  }

  Path path() {
    return path;
  }

  /** An outside folder goes with the kernel unless something is left in it. */
  @Override
  public void close() throws IOException {
    if (outside) {
      Sandbox.forget(path);
    }
  }
}
