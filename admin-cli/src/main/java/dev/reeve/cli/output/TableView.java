package dev.reeve.cli.output;

import com.google.protobuf.MessageOrBuilder;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How things of one type are shown: their name, their columns, their JSON.
 *
 * @param name what {@code -o name} prints
 * @param json JSON text of one, in the style asked for
 * @param columns columns of the list
 */
public record TableView<T>(Function<T, String> name, BiFunction<Json, T, String> json, List<Column<T>> columns) {

  /** A column: its upper-case header, the cell of one thing, and the least width, for rows that come one by one. */
  public record Column<T>(String header, Function<T, String> cell, int width) {}

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
    return new TableView<>(
        name, json, Stream.concat(columns.stream(), Stream.of(new Column<>(header, cell, width))).toList());
  }

  List<String> headers() {
    return columns.stream().map(Column::header).toList();
  }

  List<String> cells(T item) {
    return columns.stream().map(column -> Printable.line(column.cell().apply(item))).toList();
  }
}
