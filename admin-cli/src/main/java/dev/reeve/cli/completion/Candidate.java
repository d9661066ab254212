package dev.reeve.cli.completion;

import dev.reeve.cli.output.Printable;
import java.util.regex.Pattern;

/**
 * A word that may be typed next.
 *
 * @param description what it is, on one line; may be empty
 */
public record Candidate(String word, String description) {

  private static final int LONGEST = 80;

  /** What no shell takes for anything but itself, anywhere in a line. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@][A-Za-z0-9_.:@/+,=%-]{0,255}");

  public Candidate {
    String line = Printable.line(description.strip());
    description = line.codePointCount(0, line.length()) > LONGEST ? line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)) + "…" : line;
  }

  /** Whether the word can be put into the line of any shell as it is: names that come from the kernel are offered only then. */
  public boolean plain() {
    return PLAIN.matcher(word).matches();
  }

  /** The same after what was typed before it in one word. */
  Candidate after(String prefix) {
    return prefix.isEmpty() ? this : new Candidate(prefix + word, description);
  }
}
