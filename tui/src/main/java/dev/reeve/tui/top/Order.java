package dev.reeve.tui.top;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** What rows are sorted by; lower-case: these are the words of the option and of the screen, and their first letter is the key. */
enum Order {
  cpu,
  memory,
  name,
  errors,
  latency;

  /** The order of a key; empty for another key. */
  static Optional<Order> of(int key) {
    return Arrays.stream(values()).filter(order -> order.name().charAt(0) == key).findFirst();
  }

  /** What is alike in it: by calls, then by name. No two rows of one kind are alike in all. */
  Comparator<Row> rows() {
    return first().thenComparing(Comparator.comparingLong(Row::calls).reversed()).thenComparing(Row::name);
  }

  private Comparator<Row> first() {
    return switch (this) {
      case cpu -> Comparator.comparingDouble(Row::cpu).reversed();
      case memory -> Comparator.comparingLong(Row::memory).reversed();
      case name -> Comparator.comparing(Row::name);
      case errors -> Comparator.comparingLong(Row::errors).reversed();
      case latency -> Comparator.comparingLong(Row::latencyNanos).reversed();
    };
  }
}
