package dev.reeve.bench.figure;

import java.util.Locale;

/** A figure beside what the design wants of it. */
public record Bar(String what, double figure, String wanted, double limit, boolean atMost, String unit) {

  public static Bar atMost(String what, double figure, String wanted, double limit, String unit) {
    return new Bar(what, figure, wanted, limit, true, unit);
  }

  public static Bar atLeast(String what, double figure, String wanted, double limit, String unit) {
    return new Bar(what, figure, wanted, limit, false, unit);
  }

  public boolean met() {
    return atMost ? figure <= limit : figure >= limit;
  }

  /** A row of the table: what, figure, bar, the figure as a part of the bar, whether it is met. */
  public String row() {
    return String.format(
        Locale.ROOT, "| %s | %s %s | %s %s%s | %.2f | %s |", what, number(figure), unit, atMost ? "≤" : "≥", wanted.isEmpty() ? "" : wanted + " = ", number(limit),
        figure / limit, met() ? "met" : "**not met**");
  }

  /** Whole from 100 on, below with one decimal unless it is whole. */
  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 && value != Math.rint(value) ? "%.1f" : "%,.0f", value);
  }
}
