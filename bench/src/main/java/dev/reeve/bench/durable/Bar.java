package dev.reeve.bench.durable;

import java.util.Locale;

/** A figure beside what the design wants of it. */
record Bar(String what, double figure, String wanted, double limit, boolean atMost, String unit) {

  static Bar atMost(String what, double figure, String wanted, double limit, String unit) {
    return new Bar(what, figure, wanted, limit, true, unit);
  }

  static Bar atLeast(String what, double figure, String wanted, double limit, String unit) {
    return new Bar(what, figure, wanted, limit, false, unit);
  }

  boolean met() {
    return atMost ? figure <= limit : figure >= limit;
  }

  /** A row of the table: what, figure, bar, the figure as a part of the bar, whether it is met. */
  String row() {
    return String.format(
        Locale.ROOT, "| %s | %,.0f %s | %s %s%,.0f | %.2f | %s |", what, figure, unit, atMost ? "≤" : "≥", wanted.isEmpty() ? "" : wanted + " = ", limit, figure / limit,
        met() ? "met" : "**not met**");
  }
}
