package dev.reeve.kernel.store;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * 16 MiB on the kernel's disk that hold nothing, so that what stops things still works when everything else is full: an urgent request gets
 * 1 MiB of them at a time. While the disk is full nothing else is taken; once there is room again, the reserve is filled first.
 */
public final class DiskReserve {

  /** Bound to true by work that may use what is kept. */
  public static final ScopedValue<Boolean> URGENT = ScopedValue.newInstance();

  static final long BYTES = 16L << 20;
  private static final long STEP = 1L << 20;
  private static final long ROOM = 4 * STEP;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int CHUNK = 1 << 16;

  private final Path file;
  private final long wanted;
  private long held;
  private long lookedAt;
  private volatile boolean full;

  private DiskReserve(Path file, long wanted) {
    this.file = file;
    this.wanted = wanted;
  }

  /** Keeps nothing; a full disk is told all the same. */
  public static DiskReserve none() {
    return new DiskReserve(Path.of("none"), 0);
  }

  /** Takes the space, as much as there is of it. */
  public static DiskReserve at(Path file) {
    DiskReserve reserve = new DiskReserve(file, BYTES);
    reserve.open();
    return reserve;
  }

  private synchronized void open() {
    try {
      held = Files.size(file);
    } catch (NoSuchFileException none) {
      held = 0;
    } catch (IOException unreadable) {
      System.getLogger("reeve.store").log(System.Logger.Level.WARNING, "the reserve {0} cannot be read: {1}", file, unreadable.getMessage());
    }
    if (held < wanted) {
      fill();
    }
  }

  /** Whether the work of this thread may use what is kept. */
  public static boolean urgent() {
    return URGENT.isBound() && URGENT.get();
  }

  /** Whether the disk is full, as a write said; nothing but urgent work is taken. */
  public boolean full() {
    return full;
  }

  /** Whether all of it is kept, and the disk not full. */
  public boolean whole() {
    return !full && held() >= wanted;
  }

  /** What is not as it should be; empty when all is. */
  public String words() {
    if (whole()) {
      return "";
    }
    String kept = (held() >> 20) + " MiB are left for what stops things";
    return full ? "the disk is full; " + kept : "only " + kept;
  }

  /** Bytes that are kept free now. */
  public synchronized long held() {
    return held;
  }

  /**
   * Takes work that writes.
   *
   * @throws KernelException DISK_FULL when there is room for urgent work only, and this is not
   */
  public void require() {
    if (full && !urgent() && !roomAgain()) {
      throw refusal();
    }
  }

  /** What is said while the disk is full. */
  public static KernelException refusal() {
    return new KernelException(ErrorCode.ERROR_CODE_DISK_FULL, "the disk is full: only what stops things or makes room is done");
  }

  private synchronized boolean roomAgain() {
    long now = System.nanoTime();
    if (!full || now - lookedAt < LOOK_NANOS) {
      return !full;
    }
    lookedAt = now;
    if (usable() < wanted - held + ROOM) {
      return false;
    }
    fill();
    full = held < wanted;
    return !full;
  }

  /** Makes sure that there is a little room for urgent work. */
  public void makeRoom() {
    if (full || usable() < STEP) {
      release();
    }
  }

  /** Gives 1 MiB back to the disk; false when nothing is left. */
  public synchronized boolean release() {
    if (held == 0) {
      return false;
    }
    long rest = Math.max(0, held - STEP);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(rest);
      held = rest;
      return true;
    } catch (IOException e) {
      System.getLogger("reeve.store").log(System.Logger.Level.WARNING, "the reserve {0} could not be used: {1}", file, e.getMessage());
      return false;
    }
  }

  /** Takes notice of a failed write; answers whether it failed for want of space. */
  public boolean noticed(@Nullable Throwable failure) {
    boolean space = wantOfSpace(failure);
    if (space) {
      synchronized (this) {
        full = true;
        lookedAt = System.nanoTime();
      }
    }
    return space;
  }

  /** Whether a write failed because the disk, or the user's share of it, is full. */
  public static boolean wantOfSpace(@Nullable Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String message = String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains("no space left") || message.contains("disk quota exceeded") || message.contains("sqlite_full")) {
        return true;
      }
    }
    return false;
  }

  private long usable() {
    try {
      Path folder = file.toAbsolutePath().getParent();
      return folder == null ? Long.MAX_VALUE : Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Bytes that no file system keeps as holes or smaller than they are. */
  private void fill() {
    byte[] chunk = new byte[CHUNK];
    new Random(held).nextBytes(chunk);
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      while (held < wanted) {
        held += channel.write(ByteBuffer.wrap(chunk, 0, (int) Math.min(CHUNK, wanted - held)), held);
      }
      channel.force(true);
    } catch (IOException e) {
      System.getLogger("reeve.store").log(System.Logger.Level.WARNING, "only {0} bytes could be kept free: {1}", held, e.getMessage());
    }
  }
}
