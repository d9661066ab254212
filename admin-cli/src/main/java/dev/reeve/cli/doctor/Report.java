package dev.reeve.cli.doctor;

import dev.reeve.cli.doctor.Finding.Level;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What one check found, in order. */
final class Report {

  static final String AS_ITS_USER = "run this as the kernel's user";

  private final Check check;
  private final Repairs repairs;
  private final List<Finding> findings = new ArrayList<>();

  Report(Check check, Repairs repairs) {
    this.check = check;
    this.repairs = repairs;
  }

  /**
   * A repair that is safe.
   *
   * @param wish what it does, in the imperative
   * @param done what is so afterwards
   * @param own whether it is of a file of this user's: else it is only told
   */
  record Repair(String wish, String done, boolean own, Action action) {

    /** Repairs it. */
    interface Action {
      void run() throws IOException;
    }
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  boolean empty() {
    return findings.isEmpty();
  }

  void ok(String said) {
    add(Level.OK, said, "", "");
  }

  void warn(String said, String remedy) {
    add(Level.WARN, said, remedy, "");
  }

  void fail(String said, String remedy) {
    add(Level.FAIL, said, remedy, "");
  }

  void skipped(String why, String remedy) {
    add(Level.SKIPPED, why, remedy, "");
  }

  /** What this user may not read. */
  void unreadable(String what) {
    warn(what + " cannot be read by this user", AS_ITS_USER);
  }

  /** Something that can be repaired, and is if that is asked for. */
  void repairable(Level level, String said, Repair repair) {
    if (!repair.own()) {
      add(level, said, repair.wish() + ", as its owner", "");
    } else if (repairs == Repairs.TOLD) {
      add(level, said, repair.wish() + ", or let --fix do it", repair.wish());
    } else {
      repair(level, said, repair);
    }
  }

  private void repair(Level level, String said, Repair repair) {
    try {
      repair.action().run();
      add(Level.FIXED, said + "; " + repair.done(), "", repair.wish());
    } catch (IOException failed) {
      add(level, said + ", and cannot be repaired: " + failed.getMessage(), repair.wish(), "");
    }
  }

  private void add(Level level, String said, String remedy, String repair) {
    findings.add(new Finding(check, level, said, remedy, repair));
  }
}
