package dev.reeve.cli.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * An exclusive lock on a file, which is of this program's process and ends with it; a kernel takes the one on its {@code run/kernel.lock}
 * alike. The file is read and written through this alone: closing any other channel on it would end the lock.
 */
final class FileClaim implements AutoCloseable {

  private static final int MAX_BYTES = 4096;

  private final FileChannel channel;
  private final boolean held;

  private FileClaim(FileChannel channel, boolean held) {
    this.channel = channel;
    this.held = held;
  }

  /** Takes the lock, or finds that another process has it; makes the file where it is missing, mode 0600. */
  static FileClaim on(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      return new FileClaim(channel, channel.tryLock() != null);
    } catch (OverlappingFileLockException ours) {
      return new FileClaim(channel, false);
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  /** Whether this has the lock. */
  boolean held() {
    return held;
  }

  /** What the file says, at most 4 KiB of it. */
  String text() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
    for (int read = 0; bytes.hasRemaining() && read >= 0; ) {
      read = channel.read(bytes, bytes.position());
    }
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
  }

  /** Makes it say this, durably. */
  void write(String text) throws IOException {
    channel.truncate(0);
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    while (bytes.hasRemaining()) {
      channel.write(bytes, bytes.position());
    }
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
