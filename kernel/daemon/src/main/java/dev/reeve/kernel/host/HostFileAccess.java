package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import dev.reeve.kernel.sandbox.RealPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  private static final int MAX_BYTES = 4 * 1024 * 1024;
  private static final int MAX_ENTRIES = 10_000;

  private final HostPaths paths;

  HostFileAccess(HostRights rights, List<Path> masked) {
    this.paths = new HostPaths(rights, RealPlace.andNamed(masked));
  }

  @Override
  public Content read(String path, long offset, int maxBytes) throws CapsuleException {
    if (offset < 0 || maxBytes < 1 || maxBytes > MAX_BYTES) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "an offset is not negative, a size is 1 to " + MAX_BYTES + " bytes");
    }
    return reading(
        paths.allowed("fs:read", path),
        (folder, name) -> {
          if (!folder.attributes(name).isRegularFile()) {
            throw new CapsuleException(CapsuleException.Kind.STATE, path + " is no regular file");
          }
          try (FileChannel channel = folder.file(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            return content(channel, offset, maxBytes);
          }
        });
  }

  @Override
  public List<Entry> list(String path, int maxEntries) throws CapsuleException {
    if (maxEntries < 1 || maxEntries > MAX_ENTRIES) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "1 to " + MAX_ENTRIES + " entries can be listed");
    }
    Path listed = paths.allowed("fs:read", path);
    return reading(
        listed,
        (folder, name) -> {
          OpenFolder inside = folder.folder(name);
          try {
            return entries(inside, listed, maxEntries);
          } finally {
            inside.close();
          }
        });
  }

  @Override
  public Entry stat(String path) throws CapsuleException {
    return reading(
        paths.allowed("fs:read", path), (folder, name) -> entry(name.equals(OpenFolder.ITSELF) ? "" : name.toString(), folder.attributes(name)));
  }

  @Override
  public long write(String path, byte[] bytes, WriteMode mode) throws CapsuleException {
    if (bytes.length > MAX_BYTES) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "at most " + MAX_BYTES + " bytes can be written at once, not " + bytes.length);
    }
    Path file = paths.allowed("fs:write", path);
    byte[] content = bytes.clone();
    return Unbroken.done(
        () -> {
          try {
            return OpenFolder.of(file, (folder, name) -> new FileWriting(folder, name, file).write(content, mode));
          } catch (IOException e) {
            throw FileFailure.WRITE.of(file, e);
          }
        });
  }

  private static <T> T reading(Path path, OpenFolder.Work<T> work) throws CapsuleException {
    try {
      return OpenFolder.of(path, work);
    } catch (IOException e) {
      throw FileFailure.READ.of(path, e);
    } catch (DirectoryIteratorException e) {
      throw FileFailure.READ.of(path, e);
    }
  }

  private static Content content(FileChannel channel, long offset, int maxBytes) throws IOException {
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

  /** Without the kernel's own and without what is gone since its name was read. */
  private List<Entry> entries(OpenFolder folder, Path path, int most) throws IOException, CapsuleException {
    List<Entry> entries = new ArrayList<>();
    for (Path child : folder.stream()) {
      Path name = child.getFileName();
      if (paths.hidden(path.resolve(name))) {
        continue;
      }
      if (entries.size() == most) {
        throw new CapsuleException(CapsuleException.Kind.EXHAUSTED, path + " has more than " + most + " entries");
      }
      Entry entry = entryOrNull(folder, name);
      if (entry != null) {
        entries.add(entry);
      }
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  private static @Nullable Entry entryOrNull(OpenFolder folder, Path name) throws IOException {
    try {
      return entry(name.toString(), folder.attributes(name));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static Entry entry(String name, BasicFileAttributes attributes) {
    HostFiles.Kind kind =
        attributes.isSymbolicLink()
            ? HostFiles.Kind.LINK
            : attributes.isDirectory() ? HostFiles.Kind.FOLDER : attributes.isRegularFile() ? HostFiles.Kind.FILE : HostFiles.Kind.OTHER;
    return new Entry(name, kind, attributes.isRegularFile() ? attributes.size() : 0, attributes.lastModifiedTime().toInstant());
  }
}
