package dev.reeve.cli.output;

import dev.reeve.cli.output.TableView.Column;
import dev.reeve.client.ReeveException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which columns of a view are shown. */
final class Columns {

  private Columns() {}

  /**
   * Those that are named, in the order they are named in; without names the usual ones. Upper and lower case are the same, and a blank in a
   * header may be typed as {@code -} or {@code _}.
   *
   * @throws ReeveException when a name is no header of the view
   */
  static <T> List<Column<T>> of(List<Column<T>> all, List<String> named, Predicate<Column<T>> usual) {
    if (named.isEmpty()) {
      return all.stream().filter(usual).toList();
    }
    List<Column<T>> chosen = new ArrayList<>();
    for (String name : named) {
      chosen.add(
          all.stream()
              .filter(column -> key(column.header()).equals(key(name)))
              .findFirst()
              .orElseThrow(
                  () ->
                      ReeveException.usage(
                          "--columns: there is no column '" + name + "' here",
                          all.isEmpty() ? "leave it out: this is no table" : "give some of " + all.stream().map(column -> typed(column.header())).collect(Collectors.joining(",")))));
    }
    return chosen;
  }

  private static String key(String name) {
    return name.strip().toUpperCase(Locale.ROOT).replace('-', ' ').replace('_', ' ');
  }

  private static String typed(String header) {
    return header.toLowerCase(Locale.ROOT).replace(' ', '-');
  }
}
