package dev.reeve.cli.progress;

import dev.reeve.cli.output.Words;

/** What is counted. */
public enum Amounts {
  BYTES,
  RECORDS,
  STEPS;

  /** So many: {@code 12.3MiB}, {@code 1200 records}. */
  String words(long amount) {
    return switch (this) {
      case BYTES -> Words.size(amount);
      case RECORDS -> amount + (amount == 1 ? " record" : " records");
      case STEPS -> amount + (amount == 1 ? " step" : " steps");
    };
  }

  /** So many of so many. */
  String words(long amount, long total) {
    return switch (this) {
      case BYTES -> Words.size(amount) + " of " + Words.size(total);
      case RECORDS, STEPS -> amount + " of " + words(total);
    };
  }

  /** So many in a second: {@code 4.1MiB/s}; below one a second that. */
  String rate(double rate) {
    long whole = Math.round(rate);
    return whole < 1 ? "under 1/s" : this == BYTES ? Words.size(whole) + "/s" : whole + "/s";
  }
}
