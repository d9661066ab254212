package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A run's private folder, readable and writable by its owner only, gone with the run. */
final class WorkFolder {

  static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> PLAIN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;

  WorkFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes the folder and what belongs into it.
   *
   * @param files relative names, checked already, to content
   * @param program the name of the one made executable; null: none
   * @param owner whose it all becomes; null: stays the kernel's
   */
  static WorkFolder create(
      Path path, Map<String, byte[]> files, @Nullable String program, SandboxOptions.@Nullable RunUser owner) throws IOException {
    Files.createDirectory(path, PRIVATE);
    WorkFolder folder = new WorkFolder(path);
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path target = path.resolve(file.getKey());
        Path parent = target.getParent();
        if (parent != null) {
          Files.createDirectories(parent, PRIVATE);
        }
        Files.createFile(target, file.getKey().equals(program) ? PRIVATE : PLAIN);
        Files.write(target, file.getValue(), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      }
      if (owner != null) {
        folder.give(owner);
      }
      return folder;
    } catch (IOException | RuntimeException failure) {
      folder.remove();
      throw failure;
    }
  }

  private void give(SandboxOptions.RunUser owner) throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            giveOne(file, owner);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            giveOne(folder, owner);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  static void giveOne(Path path, SandboxOptions.RunUser owner) throws IOException {
    Files.setAttribute(path, "unix:gid", owner.gid(), LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:uid", owner.uid(), LinkOption.NOFOLLOW_LINKS);
  }

  Path path() {
    return path;
  }

  /** Removes it with all below, through descriptors and following no link. */
  void remove() throws IOException {
    FolderRemoval.of(path);
  }
}
