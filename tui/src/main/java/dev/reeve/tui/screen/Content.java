package dev.reeve.tui.screen;

import dev.reeve.v1.Approval;
import java.util.List;

/** What was fetched for a place. */
public sealed interface Content {

  /** Nothing yet. */
  record None() implements Content {}

  /**
   * A list.
   *
   * @param more whether the kernel has more than these
   */
  record Table(List<Column> columns, List<Row> rows, boolean more) implements Content {
    public Table {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /**
   * A column of a list.
   *
   * @param least columns of the terminal that it keeps where the screen is narrow
   */
  record Column(String header, int least) {}

  /** Lines, printable, each without its end. */
  record Lines(List<String> lines) implements Content {
    public Lines {
      lines = List.copyOf(lines);
    }
  }

  /** A question whose fields are those that were frozen. */
  record Card(Approval approval) implements Content {}

  /**
   * What a run printed, as far as it is kept here.
   *
   * @param last sequence of the last event
   * @param state of the run
   */
  record Log(List<String> lines, long last, String state) implements Content {

    /** The most lines that are kept. */
    public static final int MOST = 5_000;

    public Log {
      lines = List.copyOf(lines.size() <= MOST ? lines : lines.subList(lines.size() - MOST, lines.size()));
    }
  }
}
