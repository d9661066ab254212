package dev.reeve.cli.daemon;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The last lines of a kernel's log, and those to come. */
public final class LogReader {

  private final Path file;
  private final Consumer<String> lines;

  /** @param lines takes each without its end */
  public LogReader(Path file, Consumer<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** The last so many lines of a file. */
  public static List<String> last(Path file, int most) throws IOException {
    Deque<String> all = new ArrayDeque<>();
    new LogReader(file, line -> keep(all, line, most)).print(most);
    return List.copyOf(all);
  }

  private static void keep(Deque<String> all, String line, int most) {
    all.addLast(line);
    if (all.size() > most) {
      all.removeFirst();
    }
  }

  /** Reads the last so many lines. */
  public void print(int most) throws IOException {
    try (LogFile log = LogFile.open(file, most)) {
      log.read(lines);
      log.rest(lines);
    }
  }

  /**
   * Reads the last so many lines, then those that come, also where the file is cut, replaced or made anew.
   *
   * @param bound null: until the thread is interrupted
   * @return whether it ended because its folder is gone; false: the bound passed
   */
  public boolean follow(int most, @Nullable Duration bound) throws IOException, InterruptedException {
    long end = bound == null ? 0 : System.nanoTime() + bound.toNanos();
    Path folder = Objects.requireNonNull(file.getParent(), "a log is in a folder");
    try (WatchService watch = folder.getFileSystem().newWatchService()) {
      folder.register(
          watch, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
      LogFile log = LogFile.open(file, most);
      @Nullable Object key = key();
      try {
        while (true) {
          log.read(lines);
          Object now = key();
          if (now != null && (!now.equals(key) || log.cut())) {
            log.read(lines);
            log.rest(lines);
            LogFile fresh = LogFile.open(file, Integer.MAX_VALUE);
            log.close();
            log = fresh;
            key = now;
            continue;
          }
          WatchKey event = bound == null ? watch.take() : watch.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
          if (event == null) {
            return false;
          }
          event.pollEvents();
          if (!event.reset()) {
            log.rest(lines);
            return true;
          }
        }
      } catch (ClosedByInterruptException stopped) {
        throw new InterruptedException("interrupted while reading");
      } finally {
        log.close();
      }
    }
  }

  /** Which file it is; null while there is none. */
  private @Nullable Object key() throws IOException {
    try {
      return Files.readAttributes(file, "unix:ino").get("ino");
    } catch (NoSuchFileException none) {
      return null;
    }
  }
}
