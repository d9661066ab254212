package dev.reeve.cli.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The demo's temporary folder, for its owner only: the kernel's home, a file nobody granted, and copies to tamper with. */
final class Workspace implements AutoCloseable {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path folder;

  private Workspace(Path folder) {
    this.folder = folder;
  }

  /** Below the system's temporary folder, or {@code /tmp} where that one's path is too long for a socket. */
  static Workspace make() throws IOException {
    Path base = Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toRealPath();
    Path parent = base.toString().length() > 60 ? Path.of("/tmp") : base;
    return new Workspace(Files.createTempDirectory(parent, "reeve-demo-", OWNER));
  }

  Path folder() {
    return folder;
  }

  Path home() {
    return folder.resolve("home");
  }

  /** A file with something in it that this user may read and the agent may not. */
  Path secret() throws IOException {
    return Files.writeString(folder.resolve("secret.txt"), "a text that no agent was granted\n");
  }

  /** A copy of a file, next to copies of its companions whose names begin with its name, with one byte in the middle changed. */
  Path flipped(Path file) throws IOException {
    Path to = Files.createDirectories(folder.resolve("flipped"));
    try (Stream<Path> siblings = Files.list(file.toAbsolutePath().getParent())) {
      for (Path sibling : siblings.filter(path -> path.getFileName().toString().startsWith(file.getFileName().toString())).toList()) {
        Files.copy(sibling, to.resolve(sibling.getFileName()));
      }
    }
    Path copy = to.resolve(file.getFileName());
    flip(copy);
    return copy;
  }

  /** A copy of a folder of files. */
  Path copied(Path from) throws IOException {
    Path to = Files.createDirectories(folder.resolve("copy-of-" + from.getFileName()));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  /** Changes one bit of the byte in the middle of a file. */
  static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  /** Deletes everything in it and itself. */
  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
