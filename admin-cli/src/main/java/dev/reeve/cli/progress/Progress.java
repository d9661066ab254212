package dev.reeve.cli.progress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Work that may take long, told while it goes on: drawn over one line of a terminal at most ten times a second, else a line at most every
 * five seconds and, where it took longer than that, one at its end. Safe for use by several threads; ends with {@link #close}.
 */
public final class Progress implements AutoCloseable {

  /** How it is told. */
  public enum Way {
    DRAWN,
    LINES,
    SILENT
  }

  private static final long SECOND = 1_000_000_000L;
  private static final long REDRAWN = SECOND / 10;
  private static final long TOLD = 5 * SECOND;

  private final ProgressText text;
  private final Way way;
  private final Notices notices;
  private final int columns;
  private final LongSupplier clock;
  private final ReentrantLock turn = new ReentrantLock();
  private final CountDownLatch ended = new CountDownLatch(1);
  private Pace pace;
  private long shown;

  /**
   * Work that begins now, with nothing known of how much it is.
   *
   * @param columns of the terminal
   * @param clock nanoseconds
   */
  public Progress(String label, Amounts counted, Way way, Notices notices, int columns, LongSupplier clock) {
    this.text = new ProgressText(label, counted);
    this.way = way;
    this.notices = notices;
    this.columns = columns;
    this.clock = clock;
    this.pace = Pace.begin(Pace.UNKNOWN, clock.getAsLong());
    this.shown = pace.begun();
  }

  /** Work of which nothing is told. */
  public static Progress silent() {
    return new Progress("", Amounts.STEPS, Way.SILENT, new Notices(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8)), 0, () -> 0);
  }

  /** The same, told once a second even where nothing comes. */
  public Progress ticking() {
    if (way != Way.SILENT) {
      Thread.ofVirtual().name("progress").start(this::tick);
    }
    return this;
  }

  private void tick() {
    try {
      while (!ended.await(1, TimeUnit.SECONDS)) {
        add(0);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** So much there is to do. */
  public void total(long total) {
    turn.lock();
    try {
      known(pace.done(), total);
    } finally {
      turn.unlock();
    }
  }

  /** More is done. */
  public void add(long more) {
    turn.lock();
    try {
      known(pace.done() + more, pace.total());
    } finally {
      turn.unlock();
    }
  }

  /** So much is done. */
  public void done(long done) {
    turn.lock();
    try {
      known(done, pace.total());
    } finally {
      turn.unlock();
    }
  }

  private void known(long done, long total) {
    long now = clock.getAsLong();
    pace = pace.at(done, total, now);
    if (ended.getCount() > 0 && now - shown >= (way == Way.DRAWN ? REDRAWN : TOLD)) {
      shown = now;
      show();
    }
  }

  private void show() {
    switch (way) {
      case DRAWN -> notices.draw(text.drawn(pace, columns - 1), columns);
      case LINES -> notices.line("  " + text.line(pace));
      case SILENT -> {}
    }
  }

  /** Takes away what is drawn; tells once more where lines are told and this took long. */
  @Override
  public void close() {
    turn.lock();
    try {
      if (ended.getCount() == 0) {
        return;
      }
      ended.countDown();
      pace = pace.at(pace.done(), pace.total(), clock.getAsLong());
      if (way == Way.DRAWN) {
        notices.clear();
      } else if (way == Way.LINES && pace.now() - pace.begun() >= TOLD) {
        notices.line("  " + text.end(pace));
      }
    } finally {
      turn.unlock();
    }
  }
}
