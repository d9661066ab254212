package dev.reeve.kernel.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The problems of one file, collected while its tables are read. For one thread. */
public final class Problems {

  private final String file;
  private final List<Problem> found = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();

  public Problems(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  public void add(Node at, String path, String message) {
    add(at.line(), at.column(), path, message);
  }

  public void add(int line, int column, String path, String message) {
    found.add(new Problem(file, line, column, path, message));
  }

  /** The table will be asked for the keys nobody read. */
  void opened(Table table) {
    tables.add(table);
  }

  /** Keys that were asked for so far, by the path of their table; for what describes a document elsewhere to be compared with what reads it. */
  public Map<String, Set<String>> asked() {
    Map<String, Set<String>> asked = new TreeMap<>();
    tables.forEach(table -> asked.computeIfAbsent(table.path(), _ -> new TreeSet<>()).addAll(table.asked()));
    return asked;
  }

  /** Ends the reading: keys nobody asked for are problems too. Throws {@link DocumentException} when there is any problem. */
  public void throwIfAny() {
    tables.forEach(Table::reportUnknownKeys);
    tables.clear();
    if (!found.isEmpty()) {
      throw failure();
    }
  }

  /** What was found so far, in the order of the file; at least one problem. */
  DocumentException failure() {
    return new DocumentException(found.stream().sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column)).toList());
  }
}
