package dev.reeve.kernel.disk;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The page by which a watched process's disk is told to fail, and tells what it did: {@code struct control} of the shim. */
public final class DiskControl {

  /** How a call fails. */
  public enum Failure {
    /** There is no room. */
    ENOSPC(1),
    /** The device failed. */
    EIO(2),
    /** Half of what was to be written is, and the caller is told so; calls that do not write fail with EIO. */
    SHORT(3);

    private final int number;

    Failure(int number) {
      this.number = number;
    }
  }

  private static final int PAGE = 4096;
  private static final int COUNT = 0;
  private static final int FAIL_AT = 8;
  private static final int KIND = 16;
  private static final int STICKY = 20;
  private static final int FULL = 24;
  private static final int HIT = 28;
  private static final int FROZEN = 32;
  private static final int TEXT = 36;
  private static final int TEXT_LENGTH = 512;

  private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final Path file;
  private final MappedByteBuffer page;

  private DiskControl(Path file, MappedByteBuffer page) {
    this.file = file;
    this.page = page;
  }

  /** Maps a page, new or another process's. */
  public static DiskControl open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new DiskControl(file.toAbsolutePath(), channel.map(FileChannel.MapMode.READ_WRITE, 0, PAGE));
    }
  }

  Path file() {
    return file;
  }

  /** Calls since the page was made: each write, force, change of size, allocation, new or changed or removed name. */
  public long count() {
    return (long) LONG.getVolatile(page, COUNT);
  }

  /**
   * Lets a call fail.
   *
   * @param later how many calls go well before it
   * @param lasting whether all calls after it fail too, until {@link #heal}
   */
  public void failAfter(long later, Failure failure, boolean lasting) {
    heal();
    INT.setVolatile(page, KIND, failure.number);
    INT.setVolatile(page, STICKY, lasting ? 1 : 0);
    LONG.setVolatile(page, FAIL_AT, count() + later + 1);
  }

  /** Lets everything that needs room fail with ENOSPC until {@link #heal}; what overwrites goes well. */
  public void fill() {
    heal();
    INT.setVolatile(page, FULL, 1);
  }

  /** Lets nothing fail from here on, and forgets what did. */
  public void heal() {
    LONG.setVolatile(page, FAIL_AT, 0L);
    INT.setVolatile(page, FULL, 0);
    INT.setVolatile(page, HIT, 0);
  }

  /** A step that may fail to read what it is given. */
  interface Step {
    void run() throws IOException;
  }

  /** Does something that changes no watched file while nobody's calls do either. */
  void whileFrozen(Step step) throws IOException {
    INT.setVolatile(page, FROZEN, 1);
    try {
      step.run();
    } finally {
      INT.setVolatile(page, FROZEN, 0);
    }
  }

  /** Which call failed first on which file, such as {@code fsync /home/var/reeve.db-wal}; empty when none did. */
  public String failed() {
    if ((int) INT.getVolatile(page, HIT) == 0) {
      return "";
    }
    ByteBuffer text = page.duplicate().position(TEXT).limit(TEXT + TEXT_LENGTH);
    byte[] bytes = new byte[TEXT_LENGTH];
    text.get(bytes);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
