package dev.reeve.tui.screen;

import dev.reeve.cli.approval.Card;
import dev.reeve.client.ErrorReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a place shows between its head and its foot, of which the screen shows a part. */
sealed interface Body {

  int size();

  /** Rows, filtered and sorted. */
  record Rows(Content.Table table, List<Row> rows) implements Body {
    @Override
    public int size() {
      return rows.size();
    }
  }

  /** Lines, filtered, none wider than the screen. */
  record Texts(List<String> lines) implements Body {
    @Override
    public int size() {
      return lines.size();
    }
  }

  static Body of(State state) {
    Frame frame = state.top();
    Frame.Look look = frame.look();
    int width = state.width();
    return switch (frame.content()) {
      case Content.None() -> new Texts(nothingYet(frame, width));
      case Content.Table table -> new Rows(table, rows(table, look, state.now()));
      case Content.Lines lines -> texts(lines.lines(), look, width);
      case Content.Log log -> texts(log.lines(), look, width);
      case Content.Card card -> texts(Card.lines(card.approval(), state.now(), width, false), look, width);
    };
  }

  private static List<String> nothingYet(Frame frame, int width) {
    ErrorReport problem = frame.problem();
    if (problem == null) {
      return List.of("asking the kernel …");
    }
    List<String> lines = new ArrayList<>(Glyphs.wrap(problem.message(), width));
    if (!problem.remedy().isEmpty()) {
      lines.addAll(Glyphs.wrap("remedy: " + problem.remedy(), width));
    }
    return lines;
  }

  private static Body texts(List<String> lines, Frame.Look look, int width) {
    return new Texts(lines.stream().filter(line -> contains(line, look.filter())).flatMap(line -> Glyphs.wrap(line, width).stream()).toList());
  }

  /** Rows that contain what is filtered by, in the order asked for. */
  static List<Row> rows(Content.Table table, Frame.Look look, Instant now) {
    List<Row> rows =
        new ArrayList<>(
            table.rows().stream().filter(row -> row.cells().stream().anyMatch(cell -> contains(cell.shown(now), look.filter()))).toList());
    int column = look.sort();
    if (column >= 0 && column < table.columns().size()) {
      rows.sort(Comparator.comparing((Row row) -> row.cells().get(column), Cell.ORDER));
    }
    return look.reverse() ? rows.reversed() : rows;
  }

  private static boolean contains(String text, String filter) {
    return filter.isEmpty() || text.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
  }
}
