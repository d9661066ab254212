package dev.reeve.tui.screen;

import java.time.Instant;
import java.util.List;

/** Where the cursor stands and what part is seen. */
final class Moves {

  private Moves() {}

  /** With the cursor on something, and what it stands on on the screen. */
  static State settled(State state) {
    int size = Body.of(state).size();
    int room = Painter.room(state);
    return state.replaced(
        frame -> {
          Frame.Look look = frame.look();
          int cursor = clamp(look.cursor(), 0, size - 1);
          boolean atEnd = frame.place() instanceof Place.Log log && log.follow();
          int most = Math.max(0, size - room);
          int top =
              !(frame.content() instanceof Content.Table)
                  ? atEnd ? most : clamp(look.top(), 0, most)
                  : clamp(look.top(), Math.max(0, cursor - room + 1), Math.min(most, cursor));
          return frame.looked(look.at(cursor, top));
        });
  }

  /** The cursor stays on its row where that is still there. */
  static Frame kept(Frame before, Frame after, Instant now) {
    if (!(before.content() instanceof Content.Table old) || !(after.content() instanceof Content.Table fresh)) {
      return after;
    }
    List<Row> rows = Body.rows(old, before.look(), now);
    int cursor = before.look().cursor();
    if (cursor >= rows.size()) {
      return after;
    }
    String id = rows.get(cursor).id();
    List<Row> anew = Body.rows(fresh, after.look(), now);
    for (int at = 0; at < anew.size(); at++) {
      if (anew.get(at).id().equals(id)) {
        int top = after.look().top() + at - cursor;
        return after.looked(after.look().at(at, Math.max(0, top)));
      }
    }
    return after;
  }

  /** By so many rows or lines. */
  static State by(State state, int rows) {
    return state.replaced(
        frame -> {
          boolean table = frame.content() instanceof Content.Table;
          Frame.Look look = frame.look();
          Place place = frame.place() instanceof Place.Log log && rows < 0 ? new Place.Log(log.run(), log.about(), false) : frame.place();
          int cursor = table ? clamp(look.cursor(), 0, Integer.MAX_VALUE / 2) + rows : look.cursor();
          int top = table ? look.top() : look.top() + rows;
          return frame.moved(place).looked(look.at(Math.max(0, cursor), Math.max(0, top)));
        });
  }

  /** Whether the last line is on the screen. */
  static boolean endSeen(State state) {
    return state.top().look().top() + Painter.room(state) >= Body.of(state).size();
  }

  static int clamp(int value, int least, int most) {
    return Math.max(least, Math.min(value, Math.max(least, most)));
  }
}
