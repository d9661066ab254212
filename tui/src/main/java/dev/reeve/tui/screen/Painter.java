package dev.reeve.tui.screen;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Paints what is known: lines of exactly the size of the terminal. */
public final class Painter {

  /** The fewest columns that a screen is painted on. */
  public static final int NARROWEST = 40;

  /** The fewest lines that a screen is painted on. */
  public static final int LOWEST = 8;

  /** Lines above the body: title, screens, header. */
  private static final int HEAD = 3;

  private static final String MARK = "> ";
  private static final String NO_MARK = "  ";

  private Painter() {}

  /** As many lines as the terminal has, each of as many columns. */
  public static List<Line> paint(State state) {
    if (!fits(state)) {
      return tooSmall(state);
    }
    List<Line> lines = new ArrayList<>();
    Body body = Body.of(state);
    lines.add(new Line(title(state, body), Line.Style.TITLE));
    lines.add(new Line(Glyphs.fit(topics(state), state.width()), Line.Style.KEYS));
    switch (body) {
      case Body.Rows rows -> rows(state, rows, lines);
      case Body.Texts texts -> texts(state, texts, lines);
    }
    List<String> foot = Foot.lines(state);
    int last = state.height() - foot.size();
    while (lines.size() < last) {
      lines.add(new Line(" ".repeat(state.width()), Line.Style.PLAIN));
    }
    Line.Style style = state.mode() instanceof Mode.Browsing && state.notice().isEmpty() ? Line.Style.KEYS : Line.Style.ASKED;
    foot.forEach(line -> lines.add(new Line(Glyphs.fit(line, state.width()), style)));
    return lines;
  }

  /** The painted lines as text, without blanks at their ends. */
  public static String text(List<Line> lines) {
    return lines.stream().map(line -> line.text().stripTrailing() + "\n").collect(Collectors.joining());
  }

  /** Whether the terminal is large enough for a screen. */
  static boolean fits(State state) {
    return state.width() >= NARROWEST && state.height() >= LOWEST;
  }

  /** Lines between head and foot. */
  static int room(State state) {
    return Math.max(1, state.height() - HEAD - Foot.lines(state).size());
  }

  private static List<Line> tooSmall(State state) {
    String words = state.width() + "x" + state.height() + " is too small: " + NARROWEST + "x" + LOWEST + " is needed";
    return Stream.iterate(0, at -> at < state.height(), at -> at + 1)
        .map(at -> new Line(Glyphs.fit(at == 0 ? words : "", Math.max(0, state.width())), Line.Style.PLAIN))
        .toList();
  }

  private static void rows(State state, Body.Rows body, List<Line> lines) {
    Frame frame = state.top();
    List<Content.Column> columns = body.table().columns();
    List<String> headers = new ArrayList<>(columns.stream().map(Content.Column::header).toList());
    int sorted = frame.look().sort();
    if (sorted >= 0 && sorted < headers.size()) {
      headers.set(sorted, headers.get(sorted) + (frame.look().reverse() ? " v" : " ^"));
    }
    int top = frame.look().top();
    List<Row> seen = body.rows().subList(Math.min(top, body.size()), Math.min(body.size(), top + room(state)));
    List<List<String>> cells = seen.stream().map(row -> row.cells().stream().map(cell -> cell.shown(state.now())).toList()).toList();
    List<Integer> widest = new ArrayList<>();
    for (int at = 0; at < columns.size(); at++) {
      int column = at;
      int most = cells.stream().mapToInt(row -> Glyphs.columns(Glyphs.plain(row.get(column)))).max().orElse(0);
      widest.add(Math.max(most, Glyphs.columns(headers.get(at))));
    }
    List<Integer> widths = Widths.of(columns, widest, state.width() - MARK.length());
    lines.add(new Line(Glyphs.fit(NO_MARK + Widths.line(headers, widths), state.width()), Line.Style.HEADER));
    for (int at = 0; at < seen.size(); at++) {
      boolean cursor = top + at == frame.look().cursor();
      String text = (cursor ? MARK : NO_MARK) + Widths.line(cells.get(at), widths);
      lines.add(new Line(Glyphs.fit(text, state.width()), cursor ? Line.Style.CURSOR : style(frame, seen.get(at))));
    }
    if (body.size() == 0) {
      String none = frame.look().filter().isEmpty() ? "there are none" : "none contains '" + frame.look().filter() + "'";
      lines.add(new Line(Glyphs.fit(NO_MARK + none, state.width()), Line.Style.PLAIN));
    }
  }

  private static Line.Style style(Frame frame, Row row) {
    if (frame.problem() != null) {
      return Line.Style.STALE;
    }
    return switch (row.tone()) {
      case PLAIN -> Line.Style.PLAIN;
      case GOOD -> Line.Style.GOOD;
      case WAITS -> Line.Style.WAITS;
      case BAD -> Line.Style.BAD;
    };
  }

  private static void texts(State state, Body.Texts body, List<Line> lines) {
    Frame frame = state.top();
    lines.add(new Line(Glyphs.fit(about(frame.place()), state.width()), Line.Style.HEADER));
    int top = Math.min(frame.look().top(), body.size());
    Line.Style style = frame.problem() == null ? Line.Style.PLAIN : frame.at() == null ? Line.Style.BAD : Line.Style.STALE;
    body.lines()
        .subList(top, Math.min(body.size(), top + room(state)))
        .forEach(line -> lines.add(new Line(Glyphs.fit(line, state.width()), style)));
  }

  private static String about(Place place) {
    return switch (place) {
      case Place.Listing _ -> "";
      case Place.Item item -> item.about();
      case Place.Log log -> log.about();
      case Place.Help help -> "the keys of " + name(help.of());
    };
  }

  private static String name(Place place) {
    return switch (place) {
      case Place.Listing listing -> listing.topic().word();
      case Place.Item item -> item.topic().word() + ", one of them";
      case Place.Log log -> log.follow() ? "follow" : "logs";
      case Place.Help _ -> "help";
    };
  }

  /** Left where one is, right who one is to which kernel; where there is no room for both, the right is cut last. */
  private static String title(State state, Body body) {
    Frame frame = state.top();
    StringBuilder left = new StringBuilder(" ").append(name(frame.place()));
    if (!state.subject().isEmpty()) {
      left.append(frame.place().topic().ofSubject() ? " of " : "  chosen: ").append(state.subject());
    }
    if (!frame.look().filter().isEmpty()) {
      left.append(" /").append(frame.look().filter());
    }
    left.append(count(state, body));
    String right = standing(state) + " ";
    int room = state.width() - Glyphs.columns(Glyphs.plain(right));
    return room < 1 ? Glyphs.fit(right, state.width()) : Glyphs.fit(left.toString(), room) + Glyphs.plain(right);
  }

  private static String count(State state, Body body) {
    return switch (body) {
      case Body.Rows rows -> {
        int all = rows.table().rows().size();
        yield "  " + (rows.size() == all ? "" : rows.size() + " of ") + all + (rows.table().more() ? "+" : "");
      }
      case Body.Texts texts -> {
        int room = room(state);
        int end = Math.min(texts.size(), state.top().look().top() + room);
        yield texts.size() <= room ? "" : "  to " + end + " of " + texts.size();
      }
    };
  }

  private static String standing(State state) {
    Link link = state.link();
    Frame frame = state.top();
    String readonly = state.given().readonly() ? "readonly  " : "";
    Instant at = frame.at();
    String stale = frame.problem() == null || at == null ? "" : ", stale since " + clock(at);
    Instant lost = link.lost();
    if (lost != null) {
      return readonly + "NO KERNEL" + stale;
    }
    if (!stale.isEmpty()) {
      return readonly + "REFUSED" + stale;
    }
    return readonly + link.principal() + (link.state().isEmpty() ? "" : " " + link.state());
  }

  private static String clock(Instant at) {
    String moment = at.truncatedTo(ChronoUnit.SECONDS).toString();
    return moment.substring(moment.indexOf('T') + 1);
  }

  private static String topics(State state) {
    List<String> words = new ArrayList<>();
    for (Command command : Command.values()) {
      command.topic().ifPresent(topic -> words.add(command.key().shown() + " " + topic.word()));
    }
    String wide = String.join("  ", words);
    return wide.length() <= state.width() ? wide : String.join(" ", words);
  }
}
