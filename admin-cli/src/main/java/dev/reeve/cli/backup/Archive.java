package dev.reeve.cli.backup;

import dev.reeve.evidence.BackupManifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The archive of a backup, read in place. */
final class Archive implements AutoCloseable {

  private static final int MAX_MANIFEST = 64 << 20;
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final ZipFile zip;

  private Archive(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  static Archive open(Path file) throws UnreadableBackupException {
    if (!Files.isRegularFile(file)) {
      throw new UnreadableBackupException("there is no file " + file, new IOException());
    }
    try {
      return new Archive(file, new ZipFile(file.toFile()));
    } catch (ZipException other) {
      throw new UnreadableBackupException(file + " is no archive, or only a part of one: " + other.getMessage(), other);
    } catch (IOException unreadable) {
      throw new UnreadableBackupException(file + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** Names as they stand, one that stands twice twice. */
  List<String> names() {
    return Collections.list(zip.entries()).stream().map(ZipEntry::getName).map(String::valueOf).toList();
  }

  /** What the backup says of itself. */
  BackupManifest manifest() throws UnreadableBackupException {
    ZipEntry entry = zip.getEntry(BackupManifest.NAME);
    if (entry == null) {
      throw new UnreadableBackupException(file + " is no backup: it has no " + BackupManifest.NAME, new IOException());
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] text = in.readNBytes(MAX_MANIFEST + 1);
      if (text.length > MAX_MANIFEST) {
        throw new UnreadableBackupException(file + ": its manifest is longer than 64 MiB", new IOException());
      }
      return BackupManifest.parse(text);
    } catch (IOException damaged) {
      throw new UnreadableBackupException(file + ": its manifest cannot be unpacked: " + damaged.getMessage(), damaged);
    } catch (IllegalArgumentException other) {
      throw new UnreadableBackupException(file + ": its manifest is of another format, or was changed: " + other.getMessage(), other);
    }
  }

  /**
   * Writes a file's bytes, never more than its manifest says.
   *
   * @param more told of each piece, how many bytes it has
   * @throws BrokenBackupException when they are not those of the manifest
   * @throws IOException when they cannot be written
   */
  void unpack(BackupManifest.Entry entry, OutputStream out, LongConsumer more) throws BrokenBackupException, IOException {
    ZipEntry found = zip.getEntry(entry.path());
    if (found == null) {
      throw new BrokenBackupException("'" + entry.path() + "' is missing");
    }
    MessageDigest digest = Digests.sha256();
    byte[] buffer = new byte[BUFFER];
    long left = entry.size();
    try (InputStream in = zip.getInputStream(found)) {
      for (int read = read(in, buffer, entry); read >= 0; read = read(in, buffer, entry)) {
        left -= read;
        if (left < 0) {
          throw new BrokenBackupException("'" + entry.path() + "' is longer than it was");
        }
        digest.update(buffer, 0, read);
        out.write(buffer, 0, read);
        more.accept(read);
      }
    }
    if (left > 0) {
      throw new BrokenBackupException("'" + entry.path() + "' is shorter than it was");
    }
    if (!Digests.text(digest).equals(entry.sha256())) {
      throw new BrokenBackupException("'" + entry.path() + "' was changed");
    }
  }

  private static int read(InputStream in, byte[] buffer, BackupManifest.Entry entry) throws BrokenBackupException {
    try {
      return in.read(buffer);
    } catch (IOException damaged) {
      throw new BrokenBackupException("'" + entry.path() + "' cannot be unpacked, it was changed: " + damaged.getMessage());
    }
  }

  /** The archive as a tree of files; names must have been looked at. */
  FileSystem tree() throws IOException {
    return FileSystems.newFileSystem(file, Map.of("accessMode", "readOnly"));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
