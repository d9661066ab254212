package dev.reeve.kernel.audit;

import dev.reeve.evidence.ChainHead;
import dev.reeve.evidence.ChainMark;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where the chain ends durably. */
final class ChainEnd {

  private final ChainMark mark;
  private final List<Long> open;
  private volatile @Nullable String text;

  /**
   * An end.
   *
   * @param mark the place and what is known of the chain there
   * @param open sequences of intents without outcome
   */
  ChainEnd(ChainMark mark, List<Long> open) {
    this.mark = mark;
    this.open = open;
  }

  ChainMark mark() {
    return mark;
  }

  List<Long> open() {
    return open;
  }

  ChainHead head() {
    return mark.head();
  }

  /** Two lines, as the database keeps them; written once. */
  String text() {
    String written = text;
    if (written == null) {
      written = mark.text() + "\n" + open.stream().map(String::valueOf).collect(Collectors.joining(","));
      text = written;
    }
    return written;
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
