package dev.reeve.cli.backup;

import dev.reeve.cli.file.Folders;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.client.SocketPath;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** A home on which no kernel runs, nor another restore, while this is held. What it made for that goes again with it. */
final class HomeClaim implements AutoCloseable {

  private final Path home;
  private final FileClaim lock;
  private final Deque<Path> made;

  private HomeClaim(Path home, FileClaim lock, Deque<Path> made) {
    this.home = home;
    this.lock = lock;
    this.made = made;
  }

  /**
   * Takes the lock that a kernel takes; makes the home, private, where it is missing.
   *
   * @throws ReeveException when a kernel runs there, or the home is another user's, or its path is too long for a kernel
   */
  static HomeClaim take(Path home) throws IOException {
    SocketPath.ofHome(home);
    if (Files.exists(home, LinkOption.NOFOLLOW_LINKS)) {
      requireOwn(home);
    }
    Path run = home.resolve("run");
    Path file = run.resolve("kernel.lock");
    Deque<Path> made = new ArrayDeque<>();
    for (Path each = run; each != null && !Files.exists(each, LinkOption.NOFOLLOW_LINKS); each = each.getParent()) {
      made.addLast(each);
    }
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      made.addFirst(file);
    }
    Folders.make(run);
    FileClaim lock = FileClaim.on(file);
    if (!lock.held()) {
      String process = lock.text().strip();
      lock.close();
      throw ReeveException.local(
          LocalError.FAILED,
          "a kernel runs on " + home + (process.matches("\\d+") ? " (process " + process + ")" : ""),
          "stop it with 'reeve daemon stop', then restore");
    }
    HomeClaim claim = new HomeClaim(home, lock, made);
    try {
      lock.write(ProcessHandle.current().pid() + "\n");
      return claim;
    } catch (IOException failed) {
      claim.close(failed);
      throw failed;
    }
  }

  private static void requireOwn(Path home) throws IOException {
    if (!Files.isDirectory(home)) {
      throw ReeveException.usage(home + " is no folder", "name another home with --home");
    }
    String owner = Files.getOwner(home).getName();
    if (!owner.equals(System.getProperty("user.name"))) {
      throw ReeveException.usage(
          home + " belongs to " + owner + ": what you restored there its kernel could not read", "run this as " + owner);
    }
  }

  Path home() {
    return home;
  }

  /** What this made is needed on. */
  void keep() {
    made.clear();
  }

  private void close(IOException because) {
    try {
      close();
    } catch (IOException stays) {
      because.addSuppressed(stays);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
    try {
      for (Path each : made) {
        Files.deleteIfExists(each);
      }
    } catch (DirectoryNotEmptyException used) {
      made.clear();
    }
  }
}
