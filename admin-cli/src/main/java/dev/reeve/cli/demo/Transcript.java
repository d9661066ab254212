package dev.reeve.cli.demo;

import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.Printable;
import dev.reeve.cli.output.TableView;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the demo tells: headings, words, lines it types, and checks, which it keeps. */
final class Transcript {

  /** How checks are given to programs. */
  static final TableView<Check> CHECKS = new TableView<>(Check::claim, Transcript::json, List.of());

  private final PrintStream out;
  private final List<Check> checks = new ArrayList<>();

  /** A claim, whether it held, and what was seen. */
  record Check(String claim, boolean holds, String seen) {}

  Transcript(PrintStream out) {
    this.out = out;
  }

  private static String json(Json style, Check check) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("claim", Json.text(check.claim()));
    members.put("passed", Boolean.toString(check.holds()));
    members.put("seen", Json.text(check.seen()));
    return style.object(members);
  }

  /** Begins a part, said in plain words. */
  void heading(String text) {
    out.println();
    out.println("== " + Printable.text(text));
  }

  void say(String text) {
    out.println(Printable.text(text));
  }

  /** A claim and whether it held, with what was seen. */
  boolean check(boolean holds, String claim, String seen) {
    checks.add(new Check(claim, holds, seen));
    out.println((holds ? "PASS  " : "FAIL  ") + Printable.line(claim) + (seen.isEmpty() ? "" : "  (" + Printable.line(seen) + ")"));
    return holds;
  }

  /** Every check so far, in order. */
  List<Check> checks() {
    return List.copyOf(checks);
  }

  long passed() {
    return checks.stream().filter(Check::holds).count();
  }

  long failed() {
    return checks.size() - passed();
  }
}
