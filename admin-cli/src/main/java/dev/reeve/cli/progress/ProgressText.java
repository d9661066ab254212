package dev.reeve.cli.progress;

import com.google.protobuf.Duration;
import dev.reeve.cli.output.Extent;
import dev.reeve.cli.output.Printable;
import dev.reeve.cli.output.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * What a pace reads like.
 *
 * @param label what is done, from any source
 * @param counted what the amounts are of
 */
record ProgressText(String label, Amounts counted) {

  private static final int WIDEST_BAR = 40;
  private static final int NARROWEST_BAR = 6;

  ProgressText {
    label = Printable.line(label);
  }

  /**
   * For a line that is drawn over, never wider than the columns: with a bar where it is known how much there is to do. What does not fit is
   * left out, the bar first, then rate, amounts and time.
   */
  String drawn(Pace pace, int columns) {
    String head = label + (pace.percent().isPresent() ? "  " + pace.percent().getAsInt() + "%" : "");
    List<String> facts = new ArrayList<>(facts(pace, pace.rate()));
    String line = joined(head, facts);
    int room = columns - Extent.of(line) - 4;
    if (pace.percent().isPresent() && room >= NARROWEST_BAR) {
      return joined(head + "  " + bar(pace.percent().getAsInt(), Math.min(room, WIDEST_BAR)), facts);
    }
    while (Extent.of(line) > columns && !facts.isEmpty()) {
      facts.remove(facts.size() > 2 ? 1 : facts.size() - 1);
      line = joined(head, facts);
    }
    return Extent.beginning(line, Math.max(0, columns));
  }

  /** For a line of its own. */
  String line(Pace pace) {
    List<String> facts = new ArrayList<>();
    pace.percent().ifPresent(percent -> facts.add(percent + "%"));
    facts.addAll(facts(pace, pace.rate()));
    return label + (facts.isEmpty() ? "" : ": " + String.join(", ", facts));
  }

  /** The last line: all of it, how long it took and how fast it went. */
  String end(Pace pace) {
    String what = pace.done() == 0 ? "" : counted.words(pace.done()) + " ";
    String rate = pace.overall() > 0 && pace.done() > 0 ? ", " + counted.rate(pace.overall()) : "";
    return label + ": " + what + "in " + seconds(pace.elapsed()) + rate;
  }

  /** Amount, rate and time, as far as they are known. */
  private List<String> facts(Pace pace, double rate) {
    List<String> facts = new ArrayList<>();
    if (pace.bounded() && pace.total() > 0) {
      facts.add(counted.words(pace.done(), pace.total()));
    } else if (pace.done() > 0) {
      facts.add(counted.words(pace.done()));
    }
    if (rate > 0) {
      facts.add(counted.rate(rate));
    }
    if (!pace.bounded()) {
      facts.add(seconds(pace.elapsed()));
    } else if (pace.left().isPresent() && pace.done() < pace.total()) {
      facts.add(seconds(pace.left().getAsLong()) + " left");
    }
    return facts;
  }

  private static String joined(String head, List<String> facts) {
    return facts.isEmpty() ? head : head + "  " + String.join("  ", facts);
  }

  private static String bar(int percent, int width) {
    int full = width * percent / 100;
    return "[" + "#".repeat(full) + ".".repeat(width - full) + "]";
  }

  private static String seconds(long seconds) {
    return seconds == 0 ? "0s" : Words.duration(Duration.newBuilder().setSeconds(seconds).build());
  }
}
