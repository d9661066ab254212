package dev.reeve.cli.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Prints what a command answers, in the format asked for. */
public final class Output {

  private final PrintStream out;
  private final Format format;

  public Output(PrintStream out, Format format) {
    this.out = out;
    this.format = format;
  }

  public Format format() {
    return format;
  }

  /** Whether the whole answer is wanted, as programs read it. */
  public boolean json() {
    return format != Format.table && format != Format.name;
  }

  /** How JSON is written in this format. */
  public Json style() {
    return format == Format.json ? Json.pretty() : Json.compact();
  }

  /** Several things: a table with one row each, or an array. */
  public <T> void list(List<T> items, TableView<T> view) {
    switch (format) {
      case table -> table(items, view);
      case json -> out.println(style().array(items.stream().map(item -> view.json().apply(style(), item)).toList()));
      case jsonl -> items.forEach(item -> out.println(view.json().apply(style(), item)));
      case yaml -> out.println(Yaml.of(style().array(items.stream().map(item -> view.json().apply(style(), item)).toList())));
      case name -> items.forEach(item -> out.println(Printable.line(view.name().apply(item))));
    }
  }

  /** One thing: a line per column, or an object. */
  public <T> void one(T item, TableView<T> view) {
    switch (format) {
      case table -> fields(item, view);
      case json, jsonl -> out.println(view.json().apply(style(), item));
      case yaml -> out.println(Yaml.of(view.json().apply(style(), item)));
      case name -> out.println(Printable.line(view.name().apply(item)));
    }
  }

  /** Things that come one by one: rows in columns of fixed least width under one header, or a JSON text per line. */
  public <T> Consumer<T> stream(TableView<T> view) {
    return switch (format) {
      case table -> {
        Layout layout = Layout.of(List.of(view.headers()), view.columns().stream().map(TableView.Column::width).toList());
        out.println(layout.row(view.headers()));
        yield item -> out.println(layout.row(view.cells(item)));
      }
      case json, jsonl -> item -> out.println(view.json().apply(Json.compact(), item));
      case yaml -> item -> out.println(Yaml.of(view.json().apply(Json.compact(), item)));
      case name -> item -> out.println(Printable.line(view.name().apply(item)));
    };
  }

  /** A line for people, from a trusted or untrusted source alike. */
  public void line(String text) {
    out.println(Printable.text(text));
  }

  private <T> void table(List<T> items, TableView<T> view) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(view.headers());
    items.forEach(item -> rows.add(view.cells(item)));
    Layout layout = Layout.of(rows, view.columns().stream().map(column -> 0).toList());
    rows.forEach(row -> out.println(layout.row(row)));
  }

  private <T> void fields(T item, TableView<T> view) {
    List<List<String>> rows = new ArrayList<>();
    for (TableView.Column<T> column : view.columns()) {
      rows.add(List.of(column.header(), Printable.line(column.cell().apply(item))));
    }
    Layout layout = Layout.of(rows, List.of(0, 0));
    rows.forEach(row -> out.println(layout.row(row)));
  }
}
