package dev.reeve.cli.output;

import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Timestamp;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How things of one type are shown: their name, their columns, their JSON.
 *
 * @param name what {@code -o name} prints
 * @param json JSON text of one, in the style asked for
 * @param columns columns of the list
 */
public record TableView<T>(Function<T, String> name, BiFunction<Json, T, String> json, List<Column<T>> columns) {

  /**
   * A column.
   *
   * @param header in upper case
   * @param cell text of one thing
   * @param time the time that the cell tells, where it tells one
   * @param width least width, for rows that come one by one
   * @param kind what it is for
   */
  public record Column<T>(String header, Function<T, String> cell, @Nullable Function<T, Timestamp> time, int width, Kind kind) {

    /** The text to show: times as they are, or from now. */
    String shown(T item, Look look, boolean relative) {
      Function<T, Timestamp> moment = time;
      String text = moment != null && relative ? Words.fromNow(moment.apply(item), look.now()) : cell.apply(item);
      return Printable.line(text);
    }
  }

  /** What a column is for. */
  public enum Kind {
    USUAL,
    /** One word for how the thing is. */
    STATE,
    /** Only shown where there is room. */
    WIDE
  }

  public TableView {
    columns = List.copyOf(columns);
  }

  /** A view of the contract's messages, without columns yet. */
  public static <T extends MessageOrBuilder> TableView<T> of(Function<T, String> name) {
    return new TableView<>(name, Json::of, List.of());
  }

  public TableView<T> with(String header, Function<T, String> cell) {
    return with(header, 0, cell);
  }

  public TableView<T> with(String header, int width, Function<T, String> cell) {
    return with(new Column<>(header, cell, null, width, Kind.USUAL));
  }

  /** With a time: from now in a table, else RFC 3339; empty for none. */
  public TableView<T> time(String header, Function<T, Timestamp> time) {
    return time(header, 0, time);
  }

  public TableView<T> time(String header, int width, Function<T, Timestamp> time) {
    return with(new Column<>(header, item -> Words.time(time.apply(item)), time, width, Kind.USUAL));
  }

  /** With one word for how it is. */
  public TableView<T> state(String header, Function<T, String> cell) {
    return state(header, 0, cell);
  }

  public TableView<T> state(String header, int width, Function<T, String> cell) {
    return with(new Column<>(header, cell, null, width, Kind.STATE));
  }

  /** With what lists show only where there is room. */
  public TableView<T> wide(String header, Function<T, String> cell) {
    return with(new Column<>(header, cell, null, 0, Kind.WIDE));
  }

  public TableView<T> with(Column<T> column) {
    return new TableView<>(name, json, Stream.concat(columns.stream(), Stream.of(column)).toList());
  }
}
