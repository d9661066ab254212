package dev.reeve.cli.demo;

import dev.reeve.cli.output.Printable;
import java.io.PrintStream;

/** What the demo tells: headings, words, lines it types, and checks, which it counts. */
final class Transcript {

  private final PrintStream out;
  private int passed;
  private int failed;

  Transcript(PrintStream out) {
    this.out = out;
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
    if (holds) {
      passed++;
    } else {
      failed++;
    }
    out.println((holds ? "PASS  " : "FAIL  ") + Printable.line(claim) + (seen.isEmpty() ? "" : "  (" + Printable.line(seen) + ")"));
    return holds;
  }

  int passed() {
    return passed;
  }

  int failed() {
    return failed;
  }
}
