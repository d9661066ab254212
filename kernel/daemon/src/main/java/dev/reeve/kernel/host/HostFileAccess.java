package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files of the host for capsules. A path is walked from the root, folder by folder, by open descriptors that follow no symbolic link, so
 * what was checked is what is opened. The kernel's own files are never reachable, whatever is granted.
 */
final class HostFileAccess implements HostFiles {

  private static final int MAX_READ = 4 * 1024 * 1024;
  private static final int MAX_ENTRIES = 10_000;
  private static final int MAX_PATH = 1024;
  /** The kernel's own memory, environment and open files are below it. */
  private static final Path PROCESSES = Path.of("/proc");

  private final HostRights rights;
  private final List<Path> masked;

  HostFileAccess(HostRights rights, List<Path> masked) {
    this.rights = rights;
    this.masked = masked;
  }

  @Override
  public Content read(String path, long offset, int maxBytes) throws CapsuleException {
    if (offset < 0 || maxBytes < 1 || maxBytes > MAX_READ) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "an offset is not negative, a size is 1 to " + MAX_READ + " bytes");
    }
    Path file = allowed(path);
    return inFolder(
        file,
        (folder, name) -> {
          if (!attributes(folder, name).isRegularFile()) {
            throw new CapsuleException(CapsuleException.Kind.STATE, path + " is no regular file");
          }
          try (SeekableByteChannel channel = folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            return content(channel, offset, maxBytes);
          }
        });
  }

  private static Content content(SeekableByteChannel channel, long offset, int maxBytes) throws IOException {
    long size = channel.size();
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.clamp(size - offset, 0L, (long) maxBytes));
    channel.position(Math.min(offset, size));
    int more = 0;
    while (bytes.hasRemaining() && more >= 0) {
      more = channel.read(bytes);
    }
    byte[] read = new byte[bytes.position()];
    bytes.flip().get(read);
    return new Content(read, size);
  }

  @Override
  public List<Entry> list(String path, int maxEntries) throws CapsuleException {
    if (maxEntries < 1 || maxEntries > MAX_ENTRIES) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "1 to " + MAX_ENTRIES + " entries can be listed");
    }
    Path listed = allowed(path);
    return inFolder(
        listed,
        (folder, name) -> {
          try (SecureDirectoryStream<Path> inside = opened(folder, name)) {
            List<Entry> entries = new ArrayList<>();
            for (Path child : inside) {
              if (hidden(listed.resolve(child.getFileName()))) {
                continue;
              }
              if (entries.size() == maxEntries) {
                throw new CapsuleException(CapsuleException.Kind.EXHAUSTED, path + " has more than " + maxEntries + " entries");
              }
              Entry entry = entry(inside, child.getFileName());
              if (entry != null) {
                entries.add(entry);
              }
            }
            entries.sort(Comparator.comparing(Entry::name));
            return entries;
          }
        });
  }

  /** Null for what is gone since its name was read. */
  private static @Nullable Entry entry(SecureDirectoryStream<Path> folder, Path name) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = attributes(folder, name);
    } catch (NoSuchFileException e) {
      return null;
    }
    HostFiles.Kind kind =
        attributes.isSymbolicLink()
            ? HostFiles.Kind.LINK
            : attributes.isDirectory() ? HostFiles.Kind.FOLDER : attributes.isRegularFile() ? HostFiles.Kind.FILE : HostFiles.Kind.OTHER;
    return new Entry(name.toString(), kind, attributes.isRegularFile() ? attributes.size() : 0, attributes.lastModifiedTime().toInstant());
  }

  private static BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name) throws IOException {
    return folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).readAttributes();
  }

  private Path allowed(String path) throws CapsuleException {
    if (path.length() > MAX_PATH || path.indexOf(0) >= 0 || !path.startsWith("/")) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "a path is absolute, has at most " + MAX_PATH + " characters and no NUL");
    }
    Path given = path(path);
    if (!given.normalize().toString().equals(path)) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "the path is not normalised: write " + given.normalize());
    }
    rights.require("fs:read", path);
    if (hidden(given)) {
      throw new CapsuleException(CapsuleException.Kind.DENIED, path + " belongs to the kernel");
    }
    return given;
  }

  private static Path path(String path) throws CapsuleException {
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "the path is no path of this host: " + e.getReason(), e);
    }
  }

  private boolean hidden(Path path) {
    return path.startsWith(PROCESSES) || masked.stream().anyMatch(path::startsWith);
  }

  /** Work in an open folder on one name in it. */
  private interface InFolder<T> {
    T apply(SecureDirectoryStream<Path> folder, Path name) throws IOException, CapsuleException;
  }

  private static <T> T inFolder(Path path, InFolder<T> work) throws CapsuleException {
    List<SecureDirectoryStream<Path>> open = new ArrayList<>();
    try {
      open.add(top());
      for (int i = 0; i < path.getNameCount() - 1; i++) {
        open.add(opened(open.getLast(), path.getName(i)));
      }
      return work.apply(open.getLast(), path.getNameCount() == 0 ? Path.of(".") : path.getFileName());
    } catch (NoSuchFileException e) {
      throw new CapsuleException(CapsuleException.Kind.NOT_FOUND, "there is no " + path);
    } catch (NotDirectoryException | FileSystemLoopException e) {
      throw new CapsuleException(CapsuleException.Kind.STATE, path + " leads over something that is no folder, or over a symbolic link");
    } catch (AccessDeniedException e) {
      throw new CapsuleException(CapsuleException.Kind.DENIED, "the kernel's user may not open " + path);
    } catch (IOException | DirectoryIteratorException e) {
      throw failure(path, e);
    } finally {
      open.reversed().forEach(HostFileAccess::closeQuietly);
    }
  }

  /** Opens a folder in a folder. It is looked at first, since opening a pipe would wait for its other end. */
  private static SecureDirectoryStream<Path> opened(SecureDirectoryStream<Path> folder, Path name) throws IOException {
    if (!attributes(folder, name).isDirectory()) {
      throw new NotDirectoryException(name.toString());
    }
    return folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
  }

  @SuppressWarnings("StreamResourceLeak")
  private static SecureDirectoryStream<Path> top() throws IOException, CapsuleException {
    DirectoryStream<Path> root = Files.newDirectoryStream(Path.of("/"));
    if (root instanceof SecureDirectoryStream<Path> folder) {
      return folder;
    }
    root.close();
    throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "this platform cannot open folders without following links");
  }

  private static CapsuleException failure(Path path, Exception e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Too many levels of symbolic links") || message.contains("Not a directory")) {
      return new CapsuleException(CapsuleException.Kind.STATE, path + " leads over something that is no folder, or over a symbolic link");
    }
    return new CapsuleException(CapsuleException.Kind.UNAVAILABLE, path + " cannot be read", e);
  }

  private static void closeQuietly(SecureDirectoryStream<Path> folder) {
    try {
      folder.close();
    } catch (IOException e) {
      System.getLogger("reeve.capsule").log(System.Logger.Level.DEBUG, "a folder did not close: {0}", e.getMessage());
    }
  }
}
