package dev.reeve.tui;

import dev.reeve.cli.output.Printable;
import dev.reeve.v1.ComponentHealth;
import dev.reeve.v1.GetStatusResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One line on where we are: who we are, the kernel's state, whether it is locked down, open runs, approvals that wait. Each is a word or a
 * number, none a colour. Safe for use from several threads.
 */
final class StatusLine {

  /** In place of a number that is not told. */
  static final int UNTOLD = -1;

  private final Consumer<String> show;
  private Optional<GetStatusResponse> status = Optional.empty();
  private int runs = UNTOLD;
  private int waiting = UNTOLD;

  /** A line that shows nothing yet. */
  StatusLine(Consumer<String> show) {
    this.show = show;
  }

  /** What a kernel tells of itself; empty where none answers. */
  synchronized void kernel(Optional<GetStatusResponse> told) {
    status = told;
    show();
  }

  /** Open runs of the caller, for those whom the kernel does not tell of all. */
  synchronized void runs(int own) {
    runs = own;
    show();
  }

  /** Approvals that wait. */
  synchronized void waiting(int approvals) {
    waiting = approvals;
    show();
  }

  private void show() {
    show.accept(text(status, runs, waiting));
  }

  static String text(Optional<GetStatusResponse> told, int runs, int waiting) {
    if (told.isEmpty()) {
      return "no kernel answers; looking again";
    }
    GetStatusResponse status = told.get();
    List<String> parts = new ArrayList<>();
    parts.add(status.getPrincipal());
    parts.add(status.getState() + unhealthy(status));
    if (status.hasLockdown()) {
      parts.add("LOCKDOWN by " + status.getLockdown().getBy());
    }
    boolean whole = status.getPid() != 0;
    int open = whole ? status.getOpenRuns() : runs;
    if (open != UNTOLD) {
      parts.add((whole ? "" : "own ") + "runs " + open);
    }
    if (waiting != UNTOLD) {
      parts.add("approvals " + waiting + (waiting > 0 ? " WAITING" : ""));
    }
    return Printable.line(String.join("  ", parts));
  }

  private static String unhealthy(GetStatusResponse status) {
    String names = status.getComponentsList().stream().filter(each -> !each.getHealthy()).map(ComponentHealth::getName).collect(Collectors.joining(", "));
    int files = status.getFileProblemsCount();
    return (names.isEmpty() ? "" : ", unhealthy: " + names) + (files == 0 ? "" : ", files with problems: " + files);
  }
}
