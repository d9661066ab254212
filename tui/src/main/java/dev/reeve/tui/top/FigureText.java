package dev.reeve.tui.top;

import com.google.protobuf.Duration;
import dev.reeve.cli.output.Printable;
import java.util.Locale;
import org.jline.utils.WCWidth;

/** Figures in few columns. */
final class FigureText {

  private static final String UNITS = "BKMGTPE";
  private static final int SHORT = 100;

  private FigureText() {}

  /** At most six columns: {@code 0.3}, {@code 12.5}, {@code 150}. */
  static String decimal(double number) {
    return String.format(Locale.ROOT, number < SHORT ? "%.1f" : "%.0f", number);
  }

  /** At most five columns: {@code 900B}, {@code 1.5M}, {@code 312M}. */
  static String bytes(long bytes) {
    double left = Math.max(0, bytes);
    int unit = 0;
    while (left >= 1000 && unit < UNITS.length() - 1) {
      left /= 1024;
      unit++;
    }
    String number = unit == 0 || left >= SHORT ? String.format(Locale.ROOT, "%.0f", left) : String.format(Locale.ROOT, "%.1f", left);
    return number + UNITS.charAt(unit);
  }

  /** At most six columns: {@code 0.8ms}, {@code 250ms}, {@code 12.5s}, {@code 4m10s}, {@code 3h05m}, {@code 12d04h}. */
  static String time(double seconds) {
    if (seconds < 1) {
      return decimal(seconds * 1e3) + "ms";
    }
    if (seconds < SHORT) {
      return String.format(Locale.ROOT, "%.1fs", seconds);
    }
    long whole = (long) seconds;
    if (whole < 6000) {
      return String.format(Locale.ROOT, "%dm%02ds", whole / 60, whole % 60);
    }
    if (whole < 360_000) {
      return String.format(Locale.ROOT, "%dh%02dm", whole / 3600, whole / 60 % 60);
    }
    return String.format(Locale.ROOT, "%dd%02dh", whole / 86_400, whole / 3600 % 24);
  }

  /** The same; {@code -} for none. */
  static String time(boolean there, Duration duration) {
    return there ? time(Rates.seconds(duration)) : "-";
  }

  /** A text as a terminal may show it, in exactly so many columns: cut, or filled with blanks. */
  static String fitted(String text, int columns, boolean right) {
    String printable = Printable.line(text);
    StringBuilder cut = new StringBuilder();
    int taken = 0;
    for (int at = 0; at < printable.length(); at += Character.charCount(printable.codePointAt(at))) {
      int wide = Math.max(0, WCWidth.wcwidth(printable.codePointAt(at)));
      if (taken + wide > columns) {
        break;
      }
      cut.appendCodePoint(printable.codePointAt(at));
      taken += wide;
    }
    String blanks = " ".repeat(Math.max(0, columns - taken));
    return right ? blanks + cut : cut + blanks;
  }

  /** A line of at most so many columns, without blanks at its end. */
  static String line(String text, int columns) {
    return fitted(text, columns, false).stripTrailing();
  }
}
