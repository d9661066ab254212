package dev.reeve.cli.manual;

import dev.reeve.cli.output.PlainText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines to learn a command from, by its path. The text has the path of a command without {@code reeve} in one line and its examples,
 * indented, below; a {@code #} begins a line that is for whoever edits it.
 */
public final class Examples {

  private static final String INDENT = "  ";

  private Examples() {}

  /** All there are: paths such as {@code run start} to whole lines. */
  public static Map<String, List<String>> all() {
    return read(PlainText.resource("examples", Examples.class, "examples.txt").text());
  }

  /** Of the command with this whole path, such as {@code reeve run start}; empty when it has none. */
  static List<String> of(String path) {
    return all().getOrDefault(path.substring(path.indexOf(' ') + 1), List.of());
  }

  /** What stands at the end of a command's help; empty when there are none. */
  public static String footer(String path) {
    StringBuilder footer = new StringBuilder();
    for (String line : of(path)) {
      footer.append(footer.isEmpty() ? "Examples:" + System.lineSeparator() : "").append(INDENT).append(line).append(System.lineSeparator());
    }
    return footer.toString();
  }

  static Map<String, List<String>> read(String text) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (String line : text.lines().filter(each -> !each.isBlank() && !each.startsWith("#")).toList()) {
      if (line.startsWith(INDENT)) {
        lines.add(line.strip());
      } else {
        lines = new ArrayList<>();
        if (all.put(line.strip(), lines) != null) {
          throw new IllegalArgumentException("examples of '" + line.strip() + "' stand there twice");
        }
      }
    }
    return all;
  }
}
