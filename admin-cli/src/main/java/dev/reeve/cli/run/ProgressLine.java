package dev.reeve.cli.run;

import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.output.Printable;

/** One line of a terminal that is drawn over each time something is known better. */
public final class ProgressLine {

  private static final String FROM_START = "\r\u001b[K";
  private static final int USUAL_WIDTH = 80;

  private final Surroundings surroundings;
  private boolean shown;

  public ProgressLine(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Shows a text in place of the former one, cut to the width of the terminal. */
  public void show(String text) {
    String line = Printable.line(text);
    int most = width() - 1;
    String cut = line.codePointCount(0, line.length()) <= most ? line : line.substring(0, line.offsetByCodePoints(0, most));
    surroundings.err().print(FROM_START + cut);
    surroundings.err().flush();
    shown = true;
  }

  /** Makes place for another line. */
  public void clear() {
    if (shown) {
      surroundings.err().print(FROM_START);
      surroundings.err().flush();
      shown = false;
    }
  }

  private int width() {
    String told = surroundings.variable("COLUMNS");
    return told != null && told.matches("[1-9]\\d{1,3}") ? Integer.parseInt(told) : USUAL_WIDTH;
  }
}
