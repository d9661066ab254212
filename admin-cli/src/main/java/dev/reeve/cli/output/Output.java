package dev.reeve.cli.output;

import dev.reeve.cli.output.TableView.Column;
import dev.reeve.cli.output.TableView.Kind;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Prints what a command answers, in the format asked for. Data in JSON and YAML say which version of their shape they have. */
public final class Output {

  private final PrintStream out;
  private final Look look;
  private final Consumer<List<String>> tables;

  /** Prints everything to the stream. */
  public Output(PrintStream out, Look look) {
    this(out, look, lines -> lines.forEach(out::println));
  }

  /**
   * @param tables where the lines of whole tables go
   */
  public Output(PrintStream out, Look look, Consumer<List<String>> tables) {
    this.out = out;
    this.look = look;
    this.tables = tables;
  }

  public Format format() {
    return look.format();
  }

  public Colours colours() {
    return look.colours();
  }

  /** Whether somebody said which columns tables show. */
  public boolean columnsChosen() {
    return !look.columns().isEmpty();
  }

  /** Whether the answer is for people. */
  public boolean table() {
    return format() == Format.table || format() == Format.wide;
  }

  /** Whether the whole answer is wanted, as programs read it. */
  public boolean json() {
    return !table() && format() != Format.name;
  }

  /** How JSON is written in this format. */
  public Json style() {
    return format() == Format.json ? Json.pretty() : Json.compact();
  }

  /** Several things: a table with one row each, or an object whose {@code items} they are. */
  public <T> void list(List<T> items, TableView<T> view) {
    switch (format()) {
      case table, wide -> table(items, view);
      case json -> out.println(Versioned.list(style(), array(items, view)));
      case jsonl -> items.forEach(item -> out.println(Versioned.one(style(), view.json().apply(style(), item))));
      case yaml -> out.println(Yaml.of(Versioned.list(style(), array(items, view))));
      case name -> items.forEach(item -> name(view.name().apply(item)));
    }
  }

  /** One thing: a line per column, or an object. */
  public <T> void one(T item, TableView<T> view) {
    switch (format()) {
      case table, wide -> fields(item, view);
      case json, jsonl -> out.println(Versioned.one(style(), view.json().apply(style(), item)));
      case yaml -> out.println(Yaml.of(Versioned.one(style(), view.json().apply(style(), item))));
      case name -> name(view.name().apply(item));
    }
  }

  /** Things that come one by one: rows in columns of fixed least width under one header, or a JSON text per line. */
  public <T> Consumer<T> stream(TableView<T> view) {
    return switch (format()) {
      case table, wide -> {
        List<Column<T>> columns = columns(view);
        Layout layout = Layout.of(List.of(headers(columns)), columns.stream().map(Column::width).toList());
        if (look.header()) {
          out.println(layout.row(headers(columns), (at, cell) -> look.colours().title(cell)));
        }
        yield item -> out.println(layout.row(cells(item, columns, false), (at, cell) -> painted(columns.get(at), cell)));
      }
      case json, jsonl -> item -> out.println(Versioned.one(Json.compact(), view.json().apply(Json.compact(), item)));
      case yaml -> item -> out.println(Yaml.of(Versioned.one(Json.compact(), view.json().apply(Json.compact(), item))));
      case name -> item -> name(view.name().apply(item));
    };
  }

  /** A line for people, from a trusted or untrusted source alike. */
  public void line(String text) {
    out.println(Printable.text(text));
  }

  private void name(String name) {
    if (!name.isEmpty()) {
      out.println(Printable.line(name));
    }
  }

  private <T> String array(List<T> items, TableView<T> view) {
    return style().array(items.stream().map(item -> view.json().apply(style(), item)).toList());
  }

  private <T> List<Column<T>> columns(TableView<T> view) {
    return Columns.of(view.columns(), look.columns(), column -> look.format() == Format.wide || column.kind() != Kind.WIDE);
  }

  private static <T> List<String> headers(List<Column<T>> columns) {
    return columns.stream().map(Column::header).toList();
  }

  private <T> List<String> cells(T item, List<Column<T>> columns, boolean relative) {
    return columns.stream().map(column -> column.shown(item, look, relative)).toList();
  }

  private <T> String painted(Column<T> column, String cell) {
    return column.kind() == Kind.STATE ? look.colours().state(cell) : cell;
  }

  private <T> void table(List<T> items, TableView<T> view) {
    List<Column<T>> columns = columns(view);
    boolean relative = look.format() == Format.table;
    List<List<String>> rows = items.stream().map(item -> cells(item, columns, relative)).toList();
    List<List<String>> all = new ArrayList<>(rows);
    if (look.header()) {
      all.addFirst(headers(columns));
    }
    Layout layout = Layout.of(all, columns.stream().map(column -> 0).toList());
    List<String> lines = new ArrayList<>();
    if (look.header()) {
      lines.add(layout.row(headers(columns), (at, cell) -> look.colours().title(cell)));
    }
    rows.forEach(row -> lines.add(layout.row(row, (at, cell) -> painted(columns.get(at), cell))));
    tables.accept(lines);
  }

  private <T> void fields(T item, TableView<T> view) {
    List<Column<T>> columns = Columns.of(view.columns(), look.columns(), column -> true);
    List<List<String>> rows = new ArrayList<>();
    for (Column<T> column : columns) {
      String text = column.shown(item, look, false);
      boolean timed = column.time() != null && look.format() == Format.table && !text.isEmpty();
      String cell = timed ? column.shown(item, look, true) + " (" + text + ")" : text;
      rows.add(look.header() ? List.of(column.header(), cell) : List.of(cell));
    }
    Layout layout = Layout.of(rows, look.header() ? List.of(0, 0) : List.of(0));
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      Column<T> column = columns.get(row);
      lines.add(layout.row(rows.get(row), (at, cell) -> at == 0 && look.header() ? look.colours().title(cell) : painted(column, cell)));
    }
    tables.accept(lines);
  }
}
