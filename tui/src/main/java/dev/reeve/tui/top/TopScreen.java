package dev.reeve.tui.top;

import static dev.reeve.tui.top.FigureText.bytes;
import static dev.reeve.tui.top.FigureText.decimal;
import static dev.reeve.tui.top.FigureText.time;

import dev.reeve.v1.CallFigures;
import dev.reeve.v1.GetFiguresResponse;
import dev.reeve.v1.KernelProcess;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The screen as text: of the same figures, view and size always the same lines. Nothing on it is told by colour. */
final class TopScreen {

  private static final String KEYS = "c m n e l sort  r reverse  t table  p pause  ? help  q quit";

  private static final List<String> HELP =
      List.of(
          "c  sort by CPU; by calls where there is none",
          "m  sort by memory",
          "n  sort by name",
          "e  sort by errors",
          "l  sort by latency: what 99 of 100 calls took at most",
          "r  reverse the order",
          "t  next table: runs, principals, capsules, methods",
          "p  pause, and go on",
          "?  this help",
          "q  quit; so do Ctrl-C and Ctrl-D",
          "",
          "CPU% is of one core, since the look before; the first look tells it since the start.",
          "Calls, errors and times count from the start of the kernel.");

  private TopScreen() {}

  /** As many lines as there are rows, none wider than there are columns; {@code former}: the look before. */
  static List<String> lines(Optional<Shot> former, Shot latest, View view, int columns, int rows) {
    List<String> lines = new ArrayList<>();
    Rates rates = new Rates(former, latest);
    lines.addAll(head(latest.figures(), rates));
    if (view.help()) {
      lines.add("help: any key goes back");
      lines.addAll(HELP);
    } else {
      lines.addAll(table(latest.figures(), rates, view, columns, Math.max(0, rows - lines.size() - 3)));
    }
    while (lines.size() < rows - 1) {
      lines.add("");
    }
    List<String> shown = new ArrayList<>(lines.subList(0, Math.max(0, Math.min(lines.size(), rows - 1))));
    if (rows > 0) {
      shown.add(view.help() ? "" : KEYS);
    }
    return shown.stream().map(line -> FigureText.line(line, columns)).toList();
  }

  private static List<String> head(GetFiguresResponse now, Rates rates) {
    KernelProcess process = now.getProcess();
    CallFigures calls = now.getCalls();
    return List.of(
        "kernel " + process.getPid() + "  up " + time(Rates.seconds(process.getUptime())) + "  CPU " + decimal(rates.cpu()) + "% of "
            + process.getProcessors() + "00%  mem " + bytes(process.getMemoryBytes()) + "  heap " + bytes(process.getHeapBytes()) + "/"
            + bytes(process.getHeapLimitBytes()) + "  threads " + process.getThreads(),
        "calls " + calls.getCalls() + " (" + decimal(rates.calls()) + "/s)  errors " + calls.getErrors() + " (" + decimal(rates.errors()) + "/s)  p50 "
            + time(calls.hasP50(), calls.getP50()) + "  p99 " + time(calls.hasP99(), calls.getP99()) + "  conn " + now.getConnections() + "  runs "
            + now.getOpenRuns());
  }

  /** What the table is, its header, and as many rows as there is room for. */
  private static List<String> table(GetFiguresResponse now, Rates rates, View view, int columns, int room) {
    Comparator<Row> order = view.reversed() ? view.order().rows().reversed() : view.order().rows();
    List<Row> rows = Panes.rows(view.pane(), now, rates).stream().sorted(order).toList();
    List<Row> shown = rows.subList(0, Math.min(room, rows.size()));
    List<Column> all = Panes.columns(view.pane());
    List<Integer> fitting = Column.fitting(all, columns);
    int taken = fitting.stream().mapToInt(at -> all.get(at).width() + 1).sum() - 1;
    int spare = Math.max(0, columns - taken);
    List<String> lines = new ArrayList<>();
    lines.add(title(view, rates, shown.size(), rows.size()));
    lines.add(row(all.stream().map(Column::header).toList(), all, fitting, spare));
    shown.forEach(row -> lines.add(row(row.cells(), all, fitting, spare)));
    return lines;
  }

  private static String title(View view, Rates rates, int shown, int there) {
    String title =
        view.pane() + " " + (shown < there ? shown + " of " + there : String.valueOf(there)) + " by " + view.order()
            + (view.reversed() ? ", reversed" : "");
    String when = view.paused() ? "paused" : "every " + time(view.interval().toMillis() / 1e3);
    return title + "  " + (rates.sinceStart() ? "since the start" : when) + (view.trouble().isEmpty() ? "" : "  ! " + view.trouble());
  }

  private static String row(List<String> cells, List<Column> all, List<Integer> fitting, int spare) {
    List<String> shown = new ArrayList<>();
    for (int at : fitting) {
      Column column = all.get(at);
      shown.add(FigureText.fitted(cells.get(at), column.width() + (shown.isEmpty() ? spare : 0), column.right()));
    }
    return String.join(" ", shown);
  }
}
