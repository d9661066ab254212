package dev.reeve.bench.capsule;

import dev.reeve.bench.figure.Latencies;
import java.util.ArrayList;
import java.util.List;

/**
 * Installations, each in a daemon of its own.
 *
 * @param classes of the capsule
 * @param bytes of its jar
 * @param cold what a daemon installed first, step by step
 * @param warm what it installed next
 */
record InstallFigures(int classes, int bytes, List<List<Installation.Step>> cold, List<List<Installation.Step>> warm) {

  /**
   * A step over all installations.
   *
   * @param took from the step before
   */
  record Part(String words, Latencies took) {}

  /** From the first message to the last. */
  static Latencies whole(List<List<Installation.Step>> installations) {
    return new Latencies(installations.stream().mapToLong(steps -> steps.getLast().nanos()).toArray());
  }

  /**
   * The steps in their order, in the words of the first installation.
   *
   * @throws IllegalArgumentException when the installations do not have the same number of steps
   */
  static List<Part> parts(List<List<Installation.Step>> installations) {
    List<Installation.Step> first = installations.getFirst();
    if (installations.stream().anyMatch(steps -> steps.size() != first.size())) {
      throw new IllegalArgumentException("installations of different steps");
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      int at = i;
      long[] took = installations.stream().mapToLong(steps -> steps.get(at).nanos() - (at == 0 ? 0 : steps.get(at - 1).nanos())).toArray();
      String words = first.get(i).words();
      parts.add(new Part(words.isEmpty() ? "review" : words.startsWith("stored as ") ? "stored" : words, new Latencies(took)));
    }
    return parts;
  }
}
