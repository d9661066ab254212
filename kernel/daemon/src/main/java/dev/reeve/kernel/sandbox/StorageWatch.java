package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * Looks at a work folder's size until its run is over, at least once a second but for the time a look takes itself, and says when it is over
 * the limit. Each file counts its length, each name 512 bytes more; what is open but has no name any more is not seen. A folder that cannot be
 * measured, deeper than 100 or of more than a million names, counts as over it.
 */
final class StorageWatch implements Runnable {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int EACH = 512;
  private static final int DEEPEST = 100;
  private static final int MOST = 1_000_000;

  private final Path folder;
  private final long most;
  private final Waiting over;
  private final Runnable exceeded;

  /** Waits for a run's end; false when it has not come by then. */
  interface Waiting {
    boolean await(long nanos) throws InterruptedException;
  }

  StorageWatch(Path folder, long most, Waiting over, Runnable exceeded) {
    this.folder = folder;
    this.most = most;
    this.over = over;
    this.exceeded = exceeded;
  }

  @Override
  public void run() {
    try {
      long pause = PAUSE_NANOS;
      while (!over.await(pause)) {
        long began = System.nanoTime();
        if (size(folder, most) > most) {
          exceeded.run();
          return;
        }
        pause = Math.clamp(5 * (System.nanoTime() - began), PAUSE_NANOS, LONGEST_PAUSE_NANOS);
      }
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
  }

  /** Bytes in it, or some number above the most, as soon as that is known. */
  static long size(Path folder, long most) {
    Look look = new Look(most);
    try (HeldPath held = HeldPath.of(folder)) {
      look.into(held, 0);
    } catch (IOException gone) {
      return look.bytes;
    }
    return look.names > MOST ? Long.MAX_VALUE : look.bytes;
  }

  private static final class Look {

    private final long most;
    private long bytes;
    private int names;

    Look(long most) {
      this.most = most;
    }

    void into(HeldPath folder, int depth) throws IOException {
      if (depth >= DEEPEST) {
        bytes = Long.MAX_VALUE / 2;
        return;
      }
      for (Path name : folder.names(MOST - names + 1)) {
        if (++names > MOST || bytes > most) {
          return;
        }
        try {
          BasicFileAttributes attributes =
              Files.readAttributes(folder.path().resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
          bytes += EACH + (attributes.isRegularFile() ? attributes.size() : 0);
          if (attributes.isDirectory()) {
            into(folder, name, depth);
          }
        } catch (NoSuchFileException gone) {
          // It was removed meanwhile.
        }
      }
    }

    private void into(HeldPath folder, Path name, int depth) throws IOException {
      try (HeldPath inner = folder.child(name)) {
        if (inner.attributes().isDirectory()) {
          into(inner, depth + 1);
        }
      }
    }
  }
}
