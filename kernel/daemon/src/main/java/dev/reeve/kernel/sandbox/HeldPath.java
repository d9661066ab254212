package dev.reeve.kernel.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file or folder held by a descriptor that says which one it is and opens nothing: no pipe is waited for and no link followed, and whatever
 * is put at its name meanwhile, this stays the one that was found. Everything done to it or in it goes through the descriptor.
 */
public final class HeldPath implements AutoCloseable {

  private final int descriptor;

  private HeldPath(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Holds what is at a path, by a descriptor that can be handed to a child, no part of which may be a symbolic link.
   *
   * @throws NoSuchFileException when nothing is there, or a part is a link, no folder or no name there can be
   */
  public static HeldPath of(Path path) throws IOException {
    return new HeldPath(Linux.raise(checked(path, Linux.openUnlinked(path, Linux.O_PATH))));
  }

  /**
   * Holds what bears that name in this folder, which may be a link itself.
   *
   * @param name one name, as {@link #names} gives it
   * @throws NoSuchFileException when nothing does
   */
  public HeldPath child(Path name) throws IOException {
    if (name.getNameCount() != 1 || name.isAbsolute() || name.toString().equals(".") || name.toString().equals("..")) {
      throw new NoSuchFileException(name.toString());
    }
    return new HeldPath(checked(name, Linux.openIn(descriptor, bytes(name), Linux.O_PATH | Linux.O_NOFOLLOW)));
  }

  private static int checked(Path path, int opened) throws IOException {
    if (opened == -Linux.ENOENT || opened == -Linux.ELOOP || opened == -Linux.ENOTDIR || opened == -Linux.ENAMETOOLONG) {
      throw new NoSuchFileException(path.toString());
    }
    return (int) Linux.must(path.toString(), opened);
  }

  /** The name as the file system has it: a path keeps bytes that are no text, and only its URI shows them. */
  private static byte[] bytes(Path name) {
    String uri = Path.of("/").resolve(name).toUri().getRawPath().substring(1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int at = 0; at < uri.length(); at++) {
      if (uri.charAt(at) == '%') {
        bytes.write(Integer.parseInt(uri, at + 1, at + 3, 16));
        at += 2;
      } else if (uri.charAt(at) != '/') {
        bytes.write(uri.charAt(at));
      }
    }
    bytes.write(0);
    return bytes.toByteArray();
  }

  /** A path that leads to this one in this process, whatever its name stands for. */
  Path path() {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  int descriptor() {
    return descriptor;
  }

  /** Of the very one that is held. */
  public PosixFileAttributes attributes() throws IOException {
    return Files.readAttributes(path(), PosixFileAttributes.class);
  }

  /** Opens the regular file that this is for reading; the caller has looked that it is one, and closes it. */
  public FileChannel reading() throws IOException {
    return FileChannel.open(path(), StandardOpenOption.READ);
  }

  /** Names in this folder now, at most so many of them. */
  public List<Path> names(int most) throws IOException {
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path())) {
      for (Path entry : entries) {
        if (names.size() >= most) {
          break;
        }
        Optional.ofNullable(entry.getFileName()).ifPresent(names::add);
      }
    }
    return names;
  }

  void mode(Set<PosixFilePermission> permissions) throws IOException {
    Files.setPosixFilePermissions(path(), permissions);
  }

  /** Removes what bears that name here: a file, a link itself, or an empty folder. What is gone already is no failure. */
  void remove(Path name) throws IOException {
    Files.deleteIfExists(path().resolve(name));
  }

  /** Moves what bears that name here into another folder of the same file system. */
  void move(Path name, HeldPath into, String as) throws IOException {
    Files.move(path().resolve(name), into.path().resolve(as), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() {
    Linux.close(descriptor);
  }
}
