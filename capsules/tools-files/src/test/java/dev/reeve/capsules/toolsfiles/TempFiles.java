package dev.reeve.capsules.toolsfiles;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Real files below one folder, which stands for what the principal of the call may use, without some paths. */
final class TempFiles implements HostFiles {

  private final Path granted;
  private final List<Path> denied;

  TempFiles(Path granted, Path... denied) {
    this.granted = granted;
    this.denied = List.of(denied);
  }

  @Override
  public Content read(String path, long offset, int maxBytes) throws CapsuleException {
    Path file = checked(path);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CapsuleException(CapsuleException.Kind.STATE, path + " is no regular file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer buffer = ByteBuffer.allocate(maxBytes);
      while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {}
      return new Content(Arrays.copyOf(buffer.array(), buffer.position()), channel.size());
    } catch (IOException e) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, path + " cannot be read", e);
    }
  }

  @Override
  public List<Entry> list(String path, int maxEntries) throws CapsuleException {
    Path folder = checked(path);
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted(Comparator.comparing(Path::getFileName)).toList()) {
        entries.add(entry(file));
      }
    } catch (IOException e) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, path + " cannot be listed", e);
    }
    if (entries.size() > maxEntries) {
      throw new CapsuleException(CapsuleException.Kind.EXHAUSTED, path + " has more than " + maxEntries + " entries");
    }
    return entries;
  }

  @Override
  public Entry stat(String path) throws CapsuleException {
    try {
      return entry(checked(path));
    } catch (IOException e) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, path + " cannot be read", e);
    }
  }

  @Override
  public long write(String path, byte[] bytes, WriteMode mode) throws CapsuleException {
    Path file = allowed("fs:write", path);
    StandardOpenOption how =
        switch (mode) {
          case CREATE -> StandardOpenOption.CREATE_NEW;
          case REPLACE -> StandardOpenOption.TRUNCATE_EXISTING;
          case APPEND -> StandardOpenOption.APPEND;
        };
    try {
      Files.write(file, bytes, StandardOpenOption.WRITE, StandardOpenOption.CREATE, how);
      return Files.size(file);
    } catch (FileAlreadyExistsException e) {
      throw new CapsuleException(CapsuleException.Kind.STATE, path + " is there already", e);
    } catch (IOException e) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, path + " was not written", e);
    }
  }

  private Path allowed(String action, String path) throws CapsuleException {
    Path file = Path.of(path);
    if (!file.startsWith(granted) || denied.stream().anyMatch(file::startsWith)) {
      throw new CapsuleException(CapsuleException.Kind.DENIED, action + "@" + path + " is not granted");
    }
    return file;
  }

  private Path checked(String path) throws CapsuleException {
    Path file = allowed("fs:read", path);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CapsuleException(CapsuleException.Kind.NOT_FOUND, "there is no " + path);
    }
    return file;
  }

  private static Entry entry(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Kind kind = attributes.isDirectory() ? Kind.FOLDER : attributes.isSymbolicLink() ? Kind.LINK : Kind.FILE;
    long size = kind == Kind.FOLDER ? 0 : attributes.size();
    return new Entry(String.valueOf(file.getFileName()), kind, size, attributes.lastModifiedTime().toInstant());
  }
}
