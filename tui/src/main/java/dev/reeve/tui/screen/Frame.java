package dev.reeve.tui.screen;

import dev.reeve.client.ErrorReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place on the way, with what is known of it and how it is looked at.
 *
 * @param ticket of what was asked for it last
 * @param loading whether an answer to that is still to come
 * @param at when the content was fetched; null: never
 * @param checked when the last answer or failure came; null: none did
 * @param problem why the content could not be fetched again; null where it could
 */
public record Frame(
    Place place, long ticket, boolean loading, Content content, @Nullable Instant at, @Nullable Instant checked, @Nullable ErrorReport problem, Look look) {

  /**
   * How a content is looked at.
   *
   * @param cursor index of the row under the cursor, in the order that is shown
   * @param top index of the first row or line that is shown
   * @param filter only what contains this text; empty: all
   * @param sort index of the column it is sorted by; -1: as the kernel has it
   * @param reverse whether from the end
   */
  public record Look(int cursor, int top, String filter, int sort, boolean reverse) {

    static final Look FIRST = new Look(0, 0, "", -1, false);

    Look at(int newCursor, int newTop) {
      return new Look(newCursor, newTop, filter, sort, reverse);
    }

    Look filtered(String text) {
      return new Look(0, 0, text, sort, reverse);
    }

    Look sorted(int column, boolean backwards) {
      return new Look(cursor, top, filter, column, backwards);
    }
  }

  static Frame of(Place place) {
    return new Frame(place, 0, false, new Content.None(), null, null, null, Look.FIRST);
  }

  Frame asked(long number) {
    return new Frame(place, number, true, content, at, checked, problem, look);
  }

  Frame loaded(Content fresh, Instant now) {
    return new Frame(place, ticket, false, fresh, now, now, null, look);
  }

  Frame failed(ErrorReport report, Instant now) {
    return new Frame(place, ticket, false, content, at, now, report, look);
  }

  Frame looked(Look other) {
    return new Frame(place, ticket, loading, content, at, checked, problem, other);
  }

  Frame moved(Place other) {
    return new Frame(other, ticket, loading, content, at, checked, problem, look);
  }
}
