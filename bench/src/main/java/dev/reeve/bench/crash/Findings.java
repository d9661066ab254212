package dev.reeve.bench.crash;

import java.util.ArrayList;
import java.util.List;

/**
 * What is not as it should be, as sentences.
 *
 * @param lost acknowledged and not there any more, or not in the audit chain
 * @param invented there, but asked for by nobody, or twice, or by halves
 * @param wrong anything else: a change refused that should not be, a request not answered when it was sent again, a broken chain
 */
record Findings(List<String> lost, List<String> invented, List<String> wrong) {

  static final Findings NONE = new Findings(List.of(), List.of(), List.of());

  Findings {
    lost = List.copyOf(lost);
    invented = List.copyOf(invented);
    wrong = List.copyOf(wrong);
  }

  static Findings wrong(String sentence) {
    return new Findings(List.of(), List.of(), List.of(sentence));
  }

  Findings and(Findings more) {
    return new Findings(joined(lost, more.lost), joined(invented, more.invented), joined(wrong, more.wrong));
  }

  boolean none() {
    return lost.isEmpty() && invented.isEmpty() && wrong.isEmpty();
  }

  /** One line each. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lost.forEach(one -> lines.add("lost: " + one));
    invented.forEach(one -> lines.add("invented: " + one));
    wrong.forEach(one -> lines.add("wrong: " + one));
    return lines;
  }

  private static List<String> joined(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
