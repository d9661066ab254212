package dev.reeve.kernel.capsule;

import java.text.MessageFormat;
import java.util.Arrays;
import java.util.ResourceBundle;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's log for one capsule: under its name, without control characters, and bounded, since a capsule may not fill the disk. What is
 * beyond the bound is counted and told.
 */
final class GuestLog implements System.Logger {

  /** Longest line, in characters. */
  static final int MAX_LINE = 4096;

  /** Lines taken at once; as many more come back in {@link #REFILL_NANOS}. */
  static final int BURST = 200;

  static final long REFILL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final System.Logger to;
  private final LongSupplier nanos;
  private double places = BURST;
  private long last;
  private long dropped;

  GuestLog(System.Logger to, LongSupplier nanos) {
    this.to = to;
    this.nanos = nanos;
    this.last = nanos.getAsLong();
  }

  @Override
  public String getName() {
    return to.getName();
  }

  @Override
  public boolean isLoggable(Level level) {
    return to.isLoggable(level);
  }

  @Override
  public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
    if (isLoggable(level) && admitted()) {
      String failure = thrown == null ? "" : ": " + thrown;
      to.log(level, "{0}", line(message + failure));
    }
  }

  @Override
  public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object @Nullable ... params) {
    if (isLoggable(level) && admitted()) {
      to.log(level, "{0}", line(formatted(String.valueOf(format), params)));
    }
  }

  private static String formatted(String format, @Nullable Object @Nullable [] params) {
    if (params == null || params.length == 0) {
      return format;
    }
    try {
      return MessageFormat.format(format, params);
    } catch (IllegalArgumentException e) {
      return format + " " + Arrays.toString(params);
    }
  }

  private static String line(String text) {
    String cut = text.length() <= MAX_LINE ? text : text.substring(0, MAX_LINE) + "…";
    return cut.replaceAll("\\p{Cntrl}", " ");
  }

  private synchronized boolean admitted() {
    long now = nanos.getAsLong();
    places = Math.min(BURST, places + (double) BURST * (now - last) / REFILL_NANOS);
    last = now;
    if (places < 1) {
      dropped++;
      return false;
    }
    places--;
    if (dropped > 0) {
      to.log(Level.WARNING, "{0} lines of this capsule were more than it may write and are left out", dropped);
      dropped = 0;
    }
    return true;
  }
}
