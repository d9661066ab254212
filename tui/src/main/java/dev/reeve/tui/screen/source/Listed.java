package dev.reeve.tui.screen.source;

import com.google.protobuf.Timestamp;
import dev.reeve.cli.output.TableView;
import dev.reeve.tui.screen.Cell;
import dev.reeve.tui.screen.Content;
import dev.reeve.tui.screen.Row;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How things of one type become rows of a screen; columns are those of the command line's tables where it has them. */
final class Listed<T> {

  private final Function<T, String> id;
  private final Function<T, String> about;
  private Function<T, Row.Tone> tone = thing -> Row.Tone.PLAIN;
  private final List<Content.Column> columns = new ArrayList<>();
  private final List<Function<T, Cell>> cells = new ArrayList<>();

  /**
   * Without columns yet.
   *
   * @param id one of a kind in a list
   * @param about which one it is, in words
   */
  Listed(Function<T, String> id, Function<T, String> about) {
    this.id = id;
    this.about = about;
  }

  Listed<T> toned(Function<T, Row.Tone> how) {
    tone = how;
    return this;
  }

  Listed<T> text(String header, int least, Function<T, String> text) {
    return with(header, least, thing -> new Cell.Text(text.apply(thing)));
  }

  /** The column of a table of the command line. */
  Listed<T> like(TableView<T> view, String header, int least) {
    TableView.Column<T> column = view.columns().stream().filter(each -> each.header().equals(header)).findFirst().orElseThrow();
    return text(header, least, column.cell());
  }

  Listed<T> when(String header, Function<T, Timestamp> moment) {
    return with(header, header.length(), thing -> moment(moment.apply(thing)));
  }

  Listed<T> with(String header, int least, Function<T, Cell> cell) {
    columns.add(new Content.Column(header, least));
    cells.add(cell);
    return this;
  }

  /** @param more whether there are more than these */
  Content.Table table(List<T> things, boolean more) {
    return new Content.Table(columns, things.stream().map(this::row).toList(), more);
  }

  private Row row(T thing) {
    return new Row(id.apply(thing), about.apply(thing), tone.apply(thing), cells.stream().map(cell -> cell.apply(thing)).toList());
  }

  private static Cell moment(Timestamp time) {
    if (time.getSeconds() == 0 && time.getNanos() == 0) {
      return new Cell.Moment(null);
    }
    try {
      return new Cell.Moment(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
    } catch (DateTimeException beyond) {
      return new Cell.Text("unreadable");
    }
  }
}
