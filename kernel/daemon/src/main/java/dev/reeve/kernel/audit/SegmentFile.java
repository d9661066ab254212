package dev.reeve.kernel.audit;

import dev.reeve.evidence.Segments;
import dev.reeve.kernel.store.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The segment that is being written; a new one begins when it is full. */
final class SegmentFile implements AutoCloseable {

  private static final long FULL = 64L * 1024 * 1024;

  private final Path folder;
  private @Nullable FileChannel open;

  /**
   * Goes on with a segment.
   *
   * @param last the chain's last segment; null when there is none
   */
  SegmentFile(Path folder, @Nullable Path last) throws IOException {
    this.folder = folder;
    this.open = last == null ? null : FileChannel.open(last, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  /** Appends a line; durable after {@link #force}. */
  void append(byte[] line, long seq) throws IOException {
    FileChannel channel = open;
    if (channel == null || channel.size() + line.length > FULL) {
      channel = next(channel, seq);
    }
    ByteBuffer rest = ByteBuffer.wrap(line);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  private FileChannel next(@Nullable FileChannel full, long seq) throws IOException {
    if (full != null) {
      full.force(false);
      full.close();
    }
    FileChannel channel =
        FileChannel.open(
            folder.resolve(Segments.name(seq)),
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    WholeFile.forceFolder(folder);
    open = channel;
    return channel;
  }

  void force() throws IOException {
    FileChannel channel = open;
    if (channel != null) {
      channel.force(false);
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel channel = open;
    if (channel != null) {
      channel.close();
    }
  }
}
