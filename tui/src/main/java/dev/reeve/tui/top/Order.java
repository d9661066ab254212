package dev.reeve.tui.top;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** What rows are sorted by; lower-case: these are the words of the option and of the screen, and their first letter is the key. */
enum Order {
  cpu(Comparator.comparingDouble(Row::cpu).reversed()),
  memory(Comparator.comparingLong(Row::memory).reversed()),
  name(Comparator.comparing(Row::name)),
  errors(Comparator.comparingLong(Row::errors).reversed()),
  latency(Comparator.comparingLong(Row::latencyNanos).reversed());

  private final Comparator<Row> first;

  Order(Comparator<Row> first) {
    this.first = first;
  }

  /** The order of a key; empty for another key. */
  static Optional<Order> of(int key) {
    return Arrays.stream(values()).filter(order -> order.name().charAt(0) == key).findFirst();
  }

  /** What is alike in it: by calls, then by name. No two rows of one kind are alike in all. */
  Comparator<Row> rows() {
    return first.thenComparing(Comparator.comparingLong(Row::calls).reversed()).thenComparing(Row::name);
  }
}
