package dev.reeve.tui.screen.source;

import dev.reeve.cli.output.Printable;
import dev.reeve.cli.output.TableView;
import dev.reeve.tui.screen.Content;
import java.util.ArrayList;
import java.util.List;

/** Lines about one thing: labels with what stands under them, and texts as they are. Values are on one line each, so that none poses as a label. */
final class Text {

  /** The most lines that are kept. */
  private static final int MOST = 5_000;

  /** The most characters of a line that are kept. */
  private static final int LONGEST = 20_000;

  private final List<String> lines = new ArrayList<>();

  /** A line for each column of a table that is not empty. */
  <T> Text fields(T thing, TableView<T> view) {
    int label = view.columns().stream().mapToInt(column -> column.header().length()).max().orElse(0);
    for (TableView.Column<T> column : view.columns()) {
      String value = column.cell().apply(thing);
      if (!value.isEmpty()) {
        line(column.header() + " ".repeat(label - column.header().length()) + "  " + Printable.line(value));
      }
    }
    return this;
  }

  /** A heading and lines under it; nothing where there are none. */
  Text under(String heading, List<String> more) {
    if (!more.isEmpty()) {
      line("");
      line(heading);
      more.forEach(each -> line("  " + Printable.line(each)));
    }
    return this;
  }

  private void line(String text) {
    if (lines.size() < MOST) {
      lines.add(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "… and " + (text.length() - LONGEST) + " more characters");
    } else if (lines.size() == MOST) {
      lines.add("… and more");
    }
  }

  Content lines() {
    return new Content.Lines(lines);
  }
}
