package dev.reeve.kernel.boot;

import dev.reeve.kernel.store.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Where a kernel's files are.
 *
 * @param etc what people edit
 * @param state what the kernel owns and keeps
 * @param run what lives as long as the process
 */
public record KernelHome(Path etc, Path state, Path run) {

  /** The longest path a Unix socket can be bound to, in bytes ({@code sun_path} less its terminator). */
  public static final int MAX_SOCKET_PATH = 107;

  /** One tree, for a person or a test. */
  public static KernelHome inTree(Path root) {
    Path home = root.toAbsolutePath().normalize();
    return new KernelHome(home.resolve("etc"), home.resolve("var"), home.resolve("run"));
  }

  /** How it is told to people: the tree, or the state folder where there is no tree. */
  public Path shown() {
    Path root = etc.getParent();
    return root != null && personal() ? root : state;
  }

  /** Whether it is one tree, as one person has it. */
  public boolean personal() {
    Path root = etc.getParent();
    return root != null && root.equals(state.getParent());
  }

  public Path configuration() {
    return etc.resolve("kernel.toml");
  }

  public Path groups() {
    return etc.resolve("groups.toml");
  }

  /** When a person is asked; need not be there. */
  public Path approvals() {
    return etc.resolve("approvals.toml");
  }

  public Path principals() {
    return etc.resolve("principals");
  }

  /** What the operator trusts. */
  public Path trust() {
    return etc.resolve("trust");
  }

  public Path publishers() {
    return trust().resolve("publishers.toml");
  }

  /** Revocation lists of publishers; the operator makes it. */
  public Path revocations() {
    return trust().resolve("revocations");
  }

  /** Where capsules are laid to be installed; the operator makes it. */
  public Path capsuleFolder() {
    return etc.resolve("capsules");
  }

  public Path auditPublicKey() {
    return trust().resolve("audit.pub");
  }

  public Path capsuleLock() {
    return etc.resolve("capsules.lock");
  }

  public Path database() {
    return state.resolve("reeve.db");
  }

  public Path audit() {
    return state.resolve("audit");
  }

  public Path blobs() {
    return state.resolve("blobs");
  }

  public Path homes() {
    return state.resolve("homes");
  }

  public Path keys() {
    return state.resolve("keys");
  }

  public Path work() {
    return state.resolve("work");
  }

  /** What runs left in their work folders. */
  public Path runFiles() {
    return state.resolve("run-files");
  }

  public Path reserve() {
    return state.resolve("reserve");
  }

  /** Where a library is unpacked to be loaded; emptied at each start. */
  public Path libraries() {
    return state.resolve("lib");
  }

  public Path staging() {
    return state.resolve("staging");
  }

  public Path socket() {
    return run.resolve("kernel.sock");
  }

  public Path lock() {
    return run.resolve("kernel.lock");
  }

  /** What no run may see: everything of the kernel but the work folders, which are given out one by one. */
  public List<Path> masked() {
    return List.of(etc, state, run);
  }

  /**
   * Makes the folders that are missing, private to the kernel's user.
   *
   * @throws IOException naming the folder, also when the socket's path would be too long
   */
  public void create() throws IOException {
    int length = socket().toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_SOCKET_PATH) {
      throw new IOException("the socket path " + socket() + " has " + length + " bytes, a Unix socket takes " + MAX_SOCKET_PATH
          + ": choose a shorter home");
    }
    for (Path folder : List.of(etc, state, run)) {
      make(folder, "rwx------");
    }
    make(principals(), "rwx------");
    make(etc.resolve("trust"), "rwx------");
    for (Path folder : List.of(audit(), blobs(), homes(), keys(), work(), runFiles(), libraries())) {
      make(folder, "rwx------");
    }
  }

  private static void make(Path folder, String mode) throws IOException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Path above = WholeFile.folderOf(folder);
      if (!Files.isDirectory(above)) {
        make(above, mode);
      }
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
      WholeFile.forceFolder(above);
    } catch (IOException e) {
      throw new IOException("cannot make the folder " + folder + ": " + e.getMessage(), e);
    }
  }
}
