package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A folder by an open descriptor, and work on names in it, none of which follows a symbolic link. What happens to the folder's path
 * meanwhile changes nothing: the descriptor stays with the folder it was opened for.
 */
record OpenFolder(SecureDirectoryStream<Path> stream) {

  /** The name of a folder in itself. */
  static final Path ITSELF = Path.of(".");

  /** Work in an open folder on one name in it. */
  interface Work<T> {
    T apply(OpenFolder folder, Path name) throws IOException, CapsuleException;
  }

  /**
   * Walks from the root, folder by folder, by open descriptors, and works on the last name; that of {@code /} is {@link #ITSELF}.
   *
   * @throws IOException of the platform, or NotDirectoryException for what is no folder or is a symbolic link
   */
  static <T> T of(Path path, Work<T> work) throws IOException, CapsuleException {
    List<OpenFolder> open = new ArrayList<>();
    try {
      open.add(top());
      for (int i = 0; i < path.getNameCount() - 1; i++) {
        open.add(open.getLast().folder(path.getName(i)));
      }
      return work.apply(open.getLast(), path.getNameCount() == 0 ? ITSELF : path.getFileName());
    } finally {
      open.reversed().forEach(OpenFolder::close);
    }
  }

  /** What a name stands for, without opening it. */
  PosixFileAttributes attributes(Path name) throws IOException {
    return view(name).readAttributes();
  }

  /** Opens a folder in this one; the caller closes it. It is looked at first, since opening a pipe would wait for its other end. */
  OpenFolder folder(Path name) throws IOException {
    if (!attributes(name).isDirectory()) {
      throw new NotDirectoryException(name.toString());
    }
    return new OpenFolder(stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
  }

  /** Opens a file in this folder. The caller has looked that it is a regular one, and closes it. */
  FileChannel file(Path name, Set<OpenOption> options, FileAttribute<?>... attributes) throws IOException {
    return (FileChannel) stream.newByteChannel(name, options, attributes);
  }

  /** Sets the mode of a file in this folder. */
  void mode(Path name, Set<PosixFilePermission> mode) throws IOException {
    view(name).setPermissions(mode);
  }

  private PosixFileAttributeView view(Path name) {
    return stream.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  void close() {
    try {
      stream.close();
    } catch (IOException e) {
      System.getLogger("reeve.capsule").log(System.Logger.Level.DEBUG, "a folder did not close: {0}", e.getMessage());
    }
  }

  @SuppressWarnings("StreamResourceLeak")
  private static OpenFolder top() throws IOException, CapsuleException {
    DirectoryStream<Path> root = Files.newDirectoryStream(Path.of("/"));
    if (root instanceof SecureDirectoryStream<Path> folder) {
      return new OpenFolder(folder);
    }
    root.close();
    throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "this platform cannot open folders without following links");
  }
}
