package dev.reeve.tui.screen;

import dev.reeve.cli.output.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A cell of a list: what it shows, and what it is sorted by. */
public sealed interface Cell {

  /** Longest text of a cell, in characters; the thing itself shows the whole. */
  int LONGEST = 400;

  /** Of one column: by what the cells are, empty ones last. */
  Comparator<Cell> ORDER = Cell::compare;

  /** A text; cut where it is very long. */
  record Text(String text) implements Cell {
    public Text {
      text = Printable.line(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…");
    }
  }

  /** A number and how it is written. */
  record Amount(long number, String text) implements Cell {
    public Amount {
      text = Printable.line(text);
    }
  }

  /** A moment, shown by how far off it is; null: none. */
  record Moment(@Nullable Instant at) implements Cell {}

  /** What it shows at a moment. */
  default String shown(Instant now) {
    return switch (this) {
      case Text text -> text.text();
      case Amount amount -> amount.text();
      case Moment moment -> moment.at() == null ? "" : far(moment.at(), now);
    };
  }

  /** How far off, by its largest unit: {@code 3m}, {@code in 2h}, {@code now}. */
  private static String far(Instant at, Instant now) {
    Duration distance = Duration.between(at, now);
    Duration far = distance.abs();
    String word =
        far.toSeconds() == 0
            ? "now"
            : far.toMinutes() == 0
                ? far.toSeconds() + "s"
                : far.toHours() == 0 ? far.toMinutes() + "m" : far.toDays() == 0 ? far.toHours() + "h" : far.toDays() + "d";
    return distance.isNegative() && far.toSeconds() > 0 ? "in " + word : word;
  }

  private static int compare(Cell one, Cell other) {
    boolean none = one.empty();
    if (none || other.empty()) {
      return Boolean.compare(none, other.empty());
    }
    return switch (one) {
      case Amount amount when other instanceof Amount more -> Long.compare(amount.number(), more.number());
      case Moment moment when other instanceof Moment later && moment.at() != null && later.at() != null -> moment.at().compareTo(later.at());
      case Text _, Amount _, Moment _ -> String.CASE_INSENSITIVE_ORDER.compare(one.shown(Instant.EPOCH), other.shown(Instant.EPOCH));
    };
  }

  private boolean empty() {
    return switch (this) {
      case Text text -> text.text().isEmpty();
      case Amount amount -> amount.text().isEmpty();
      case Moment moment -> moment.at() == null;
    };
  }
}
