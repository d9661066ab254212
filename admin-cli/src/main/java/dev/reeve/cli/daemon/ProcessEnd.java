package dev.reeve.cli.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The end of a process that need not be a child. A process that has ended but was not yet collected by its parent counts as gone, and so
 * does a number that now belongs to a process begun later.
 */
public final class ProcessEnd {

  private static final long POLL_MILLIS = 20;

  private final Path stat;
  private final String began;

  private ProcessEnd(Path stat, String began) {
    this.stat = stat;
    this.began = began;
  }

  /** Notes which process has that number now. */
  public static ProcessEnd of(long pid) {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    return new ProcessEnd(stat, Fields.read(stat).began());
  }

  public boolean gone() {
    Fields now = Fields.read(stat);
    return began.isEmpty() || now.ended() || !now.began().equals(began);
  }

  /** Waits at most {@code bound}; true once it is gone. */
  public boolean await(Duration bound) throws InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    while (!gone()) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return true;
  }

  /** What proc(5) says: the state, field 3, and the start time, field 22; a process that is not there has neither. */
  private record Fields(String state, String began) {

    static Fields read(Path stat) {
      try {
        String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return new Fields(fields[0], fields[19]);
      } catch (IOException | RuntimeException absent) {
        return new Fields("", "");
      }
    }

    boolean ended() {
      return state.isEmpty() || state.equals("Z") || state.equals("X");
    }
  }
}
