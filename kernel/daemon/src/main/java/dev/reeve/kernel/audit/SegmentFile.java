package dev.reeve.kernel.audit;

import dev.reeve.evidence.Segments;
import dev.reeve.kernel.store.Failpoint;
import dev.reeve.kernel.store.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The segment that is being written; a new one begins when it is full. Lines are gathered and written together by {@link #force}. What was
 * not forced can be taken back as if it had never been written.
 */
final class SegmentFile implements AutoCloseable {

  /** The lines could not be forced: what the disk holds of them is not known, and nothing may be appended. */
  static final class LostException extends IOException {
    @java.io.Serial private static final long serialVersionUID = 1L;

    LostException(IOException cause) {
      super("what was written could not be forced to the disk: " + cause.getMessage(), cause);
    }
  }

  private static final Set<StandardOpenOption> APPEND = Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  private final Path folder;
  private final long full;
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
  private @Nullable Path file;
  private @Nullable FileChannel channel;
  private long size;
  private boolean roll;
  /** Where everything was forced last. */
  private @Nullable Path forcedFile;
  private long forcedSize;

  /**
   * Goes on with a segment.
   *
   * @param last the chain's last segment; null when there is none
   * @param full bytes after which a new one begins
   */
  SegmentFile(Path folder, @Nullable Path last, long full) throws IOException {
    this.folder = folder;
    this.full = full;
    if (last != null) {
      open(last);
    }
    forcedFile = file;
    forcedSize = size;
  }

  private void open(Path segment) throws IOException {
    channel = FileChannel.open(segment, APPEND);
    file = segment;
    size = Files.size(segment);
  }

  /** Name of the segment that is written, and its bytes that are forced. */
  Place place() {
    return new Place(forcedFile == null ? "" : String.valueOf(forcedFile.getFileName()), forcedSize);
  }

  /** An end within a segment. */
  record Place(String segment, long offset) {}

  /** Appends a line; durable after {@link #force}. */
  void append(byte[] line, long seq) throws IOException {
    boolean begun = size + gathered.size() > 0;
    if (channel == null || (begun && (roll || size + gathered.size() + line.length > full))) {
      next(seq);
    }
    gathered.writeBytes(line);
  }

  /** The next line begins a new segment. */
  void roll() {
    roll = true;
  }

  private void next(long seq) throws IOException {
    if (channel != null) {
      write();
      force(channel);
      channel.close();
      channel = null;
    }
    Path segment = folder.resolve(Segments.name(seq));
    channel =
        FileChannel.open(
            segment,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    file = segment;
    size = 0;
    roll = false;
    WholeFile.forceFolder(folder);
  }

  private void write() throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(gathered.toByteArray());
    FileChannel open = channel;
    while (open != null && rest.hasRemaining()) {
      size += open.write(rest);
    }
    gathered.reset();
  }

  private static void force(FileChannel open) throws LostException {
    try {
      open.force(false);
    } catch (IOException e) {
      throw new LostException(e);
    }
  }

  /**
   * Writes and forces what was appended.
   *
   * @throws LostException when it was written but cannot be forced; after any other failure {@link #undo} takes it back
   */
  void force() throws IOException {
    Failpoint.AUDIT_APPEND_WRITE.reached();
    write();
    Failpoint.AUDIT_APPEND_FSYNC.reached();
    FileChannel open = channel;
    if (open != null) {
      force(open);
    }
    forcedFile = file;
    forcedSize = size;
    Failpoint.AUDIT_APPEND_AFTER.reached();
  }

  /** Takes back whatever was not forced. */
  void undo() throws IOException {
    gathered.reset();
    FileChannel open = channel;
    Path known = forcedFile;
    if (file != null && !file.equals(known)) {
      if (open != null) {
        open.close();
      }
      channel = null;
      Files.deleteIfExists(file);
      file = null;
      size = 0;
      open = null;
      if (known != null) {
        open(known);
        open = channel;
      }
    }
    if (open != null && open.size() > forcedSize) {
      open.truncate(forcedSize);
      force(open);
    }
    size = forcedSize;
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    if (open != null) {
      open.close();
    }
  }
}
