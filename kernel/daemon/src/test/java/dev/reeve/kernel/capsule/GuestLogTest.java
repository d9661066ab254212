package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuestLogTest {

  /** Keeps lines as a log would write them. */
  private static final class Kept implements System.Logger {
    final List<String> lines = new ArrayList<>();

    @Override
    public String getName() {
      return "kept";
    }

    @Override
    public boolean isLoggable(Level level) {
      return level != Level.TRACE;
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
      lines.add(level + " " + message);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object @Nullable ... params) {
      lines.add(level + " " + MessageFormat.format(String.valueOf(format), params));
    }
  }

  private final Kept kept = new Kept();
  private final AtomicLong nanos = new AtomicLong();
  private final GuestLog log = new GuestLog(kept, nanos::get);

  @Test
  void aFloodIsCutAndWhatWasLeftOutIsTold() {
    for (int i = 0; i < 1_000_000; i++) {
      log.log(System.Logger.Level.INFO, "x");
    }
    assertThat(kept.lines).hasSize(GuestLog.BURST);
    nanos.addAndGet(GuestLog.REFILL_NANOS);
    log.log(System.Logger.Level.INFO, "after");
    assertThat(kept.lines).endsWith("WARNING 999,800 lines of this capsule were more than it may write and are left out", "INFO after");
  }

  @Test
  void aLineIsOneLineOfBoundedLength() {
    log.log(System.Logger.Level.INFO, "a\nb\u001b[31m{0}");
    log.log(System.Logger.Level.INFO, "x".repeat(10_000));
    log.log(System.Logger.Level.INFO, "{0} of {1}", 1, "two");
    log.log(System.Logger.Level.INFO, "{bad", 1);
    log.log(System.Logger.Level.WARNING, "why", new IllegalStateException("odd"));
    assertThat(kept.lines.get(0)).isEqualTo("INFO a b [31m{0}");
    assertThat(kept.lines.get(1)).hasSize("INFO ".length() + GuestLog.MAX_LINE + 1);
    assertThat(kept.lines.subList(2, 5)).containsExactly("INFO 1 of two", "INFO {bad [1]", "WARNING why: java.lang.IllegalStateException: odd");
  }

  @Test
  void whatTheLogDoesNotTakeCostsNoPlace() {
    for (int i = 0; i < 1000; i++) {
      log.log(System.Logger.Level.TRACE, "x");
    }
    log.log(System.Logger.Level.INFO, "y");
    assertThat(kept.lines).containsExactly("INFO y");
  }
}
