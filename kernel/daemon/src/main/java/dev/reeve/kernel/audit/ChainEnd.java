package dev.reeve.kernel.audit;

import dev.reeve.evidence.ChainHead;
import dev.reeve.evidence.ChainMark;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the chain ends durably.
 *
 * @param mark the place and what is known of the chain there
 * @param open sequences of intents without outcome
 */
record ChainEnd(ChainMark mark, List<Long> open) {

  ChainHead head() {
    return mark.head();
  }

  /** Two lines, as the database keeps them. */
  String text() {
    return mark.text() + "\n" + open.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * Reads {@link #text}.
   *
   * @throws IllegalArgumentException when it is something else
   */
  static ChainEnd parse(String text) {
    int line = text.indexOf('\n');
    if (line < 0) {
      throw new IllegalArgumentException("the end of the audit chain as the database has it is damaged");
    }
    String open = text.substring(line + 1);
    return new ChainEnd(
        ChainMark.parse(text.substring(0, line)), open.isEmpty() ? List.of() : Arrays.stream(open.split(",", -1)).map(Long::valueOf).toList());
  }
}
