package dev.reeve.tui.top;

import static dev.reeve.tui.top.FigureText.bytes;
import static dev.reeve.tui.top.FigureText.decimal;
import static dev.reeve.tui.top.FigureText.time;

import dev.reeve.v1.CallFigures;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.Contribution;
import dev.reeve.v1.GetFiguresResponse;
import dev.reeve.v1.MethodFigures;
import dev.reeve.v1.PrincipalFigures;
import dev.reeve.v1.QuotaUsage;
import dev.reeve.v1.RunFigures;
import dev.reeve.v1.RunState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The columns of each pane, and its rows of figures. The first column takes what room is left. */
final class Panes {

  private static final String CONTRACT = "reeve.v1.";

  private Panes() {}

  static List<Column> columns(Pane pane) {
    return switch (pane) {
      case runs ->
          List.of(
              Column.text("AGENT", 10, 1), Column.text("STATE", 8, 4), Column.number("CPU%", 6, 2), Column.number("MEM", 6, 3),
              Column.text("RUN", 36, 5), Column.number("PID", 7, 6), Column.number("TIME", 7, 7), Column.number("SINCE", 7, 8),
              Column.text("OWNER", 12, 9), Column.number("THR", 5, 10));
      case principals ->
          List.of(
              Column.text("PRINCIPAL", 12, 1), Column.number("CALLS", 8, 2), Column.number("CALLS/S", 7, 4), Column.number("ERRORS", 7, 3),
              Column.number("CONN", 4, 8), Column.number("RUNS", 4, 7), Column.number("CPU%", 6, 5), Column.number("MEM", 6, 6),
              Column.text("MOST USED QUOTA", 18, 9));
      case capsules ->
          List.of(
              Column.text("SERVES", 16, 1), Column.text("CAPSULE", 14, 7), Column.text("STATE", 8, 6), Column.number("CALLS", 8, 2),
              Column.number("CALLS/S", 7, 8), Column.number("ERRORS", 7, 3), Column.number("P50", 6, 5), Column.number("P99", 6, 4));
      case methods ->
          List.of(
              Column.text("METHOD", 20, 1), Column.number("CALLS", 8, 2), Column.number("CALLS/S", 7, 6), Column.number("ERRORS", 7, 3),
              Column.number("P50", 6, 5), Column.number("P99", 6, 4));
    };
  }

  static List<Row> rows(Pane pane, GetFiguresResponse now, Rates rates) {
    return switch (pane) {
      case runs -> now.getRunsList().stream().map(run -> run(run, rates)).toList();
      case principals -> now.getPrincipalsList().stream().map(each -> principal(each, rates)).toList();
      case capsules -> now.getCapsulesList().stream().flatMap(capsule -> capsule(capsule, rates).stream()).toList();
      case methods -> now.getMethodsList().stream().map(method -> method(method, rates)).toList();
    };
  }

  private static Row run(RunFigures run, Rates rates) {
    double cpu = rates.cpu(run);
    double since = rates.since(run.hasStartedAt() ? run.getStartedAt() : run.getCreatedAt());
    return new Row(
        run.getAgent() + " " + run.getRun(), cpu, run.getMemoryBytes(), 0, 0, 0,
        List.of(
            run.getAgent(), state(run.getState()), decimal(cpu), bytes(run.getMemoryBytes()), run.getRun(),
            run.getPid() == 0 ? "-" : Long.toString(run.getPid()), time(Rates.seconds(run.getCpuTime())), time(since), run.getOwner(),
            Integer.toString(run.getThreads())));
  }

  private static String state(RunState state) {
    return switch (state) {
      case RUN_STATE_WAITING_FOR_APPROVAL -> "WAITING";
      case UNRECOGNIZED -> "UNKNOWN";
      default -> state.name().substring("RUN_STATE_".length());
    };
  }

  private static Row principal(PrincipalFigures principal, Rates rates) {
    double cpu = rates.cpu(principal);
    return new Row(
        principal.getPrincipal(), cpu, principal.getMemoryBytes(), principal.getCalls(), principal.getErrors(), 0,
        List.of(
            principal.getPrincipal(), Long.toString(principal.getCalls()), decimal(rates.calls(principal)), Long.toString(principal.getErrors()),
            Integer.toString(principal.getConnections()), Integer.toString(principal.getOpenRuns()), decimal(cpu),
            bytes(principal.getMemoryBytes()), mostUsed(principal.getUsageList())));
  }

  /** The quota of which the greatest part is used. */
  private static String mostUsed(List<QuotaUsage> usage) {
    return usage.stream()
        .filter(quota -> !quota.getUnlimited() && quota.getLimit() > 0 && quota.getUsed() > 0)
        .max(Comparator.comparingDouble(Panes::part))
        .map(quota -> Math.round(100 * part(quota)) + "% " + quota.getName().replaceFirst("^max_", ""))
        .orElse("-");
  }

  private static double part(QuotaUsage quota) {
    return (double) quota.getUsed() / quota.getLimit();
  }

  private static List<Row> capsule(Capsule capsule, Rates rates) {
    List<Contribution> brings = capsule.getContributionsCount() == 0 ? List.of(Contribution.getDefaultInstance()) : capsule.getContributionsList();
    List<Row> rows = new ArrayList<>();
    for (Contribution each : brings) {
      String name = each.getKind().isEmpty() ? "-" : each.getKind() + " " + each.getName();
      rows.add(
          new Row(
              capsule.getName() + " " + name, 0, 0, each.getCalls(), each.getErrors(), Rates.nanos(each.getP99()),
              List.of(
                  name, capsule.getName(), capsule.getState().name().replaceFirst("^CAPSULE_STATE_", ""), Long.toString(each.getCalls()),
                  decimal(rates.calls(capsule.getName(), each)), Long.toString(each.getErrors()), time(each.hasP50(), each.getP50()),
                  time(each.hasP99(), each.getP99()))));
    }
    return rows;
  }

  private static Row method(MethodFigures method, Rates rates) {
    CallFigures figures = method.getFigures();
    String name = method.getMethod().startsWith(CONTRACT) ? method.getMethod().substring(CONTRACT.length()) : method.getMethod();
    return new Row(
        name, 0, 0, figures.getCalls(), figures.getErrors(), Rates.nanos(figures),
        List.of(
            name, Long.toString(figures.getCalls()), decimal(rates.calls(method)), Long.toString(figures.getErrors()),
            time(figures.hasP50(), figures.getP50()), time(figures.hasP99(), figures.getP99())));
  }
}
