package dev.reeve.cli.leaf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a command succeeds.
 *
 * @param command its words
 * @param marks what is particular about it; see {@code scenarios.txt}
 * @param setup lines that come before
 * @param line all of its line
 */
record Scenario(String command, Set<String> marks, List<String> setup, String line) {

  private static final Pattern LINE = Pattern.compile("([a-z][a-z -]*?)((?: +(?:local|streams|unasked))*) +(?:=(.*)|elsewhere (\\S+))");

  @Override
  public String toString() {
    return command;
  }

  boolean is(String mark) {
    return marks.contains(mark);
  }

  /** The class that tests it; empty: it is tested by its line. */
  String elsewhere() {
    return marks.stream().filter(mark -> mark.endsWith("Test")).findFirst().orElse("");
  }

  static List<Scenario> all() {
    try (InputStream in = Objects.requireNonNull(Scenario.class.getResourceAsStream("scenarios.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(each -> !each.isBlank() && !each.startsWith("#")).map(Scenario::of).toList();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static Scenario of(String text) {
    Matcher parts = LINE.matcher(text.stripTrailing() + (text.stripTrailing().endsWith("=") ? " " : ""));
    if (!parts.matches()) {
      throw new IllegalArgumentException(text);
    }
    String command = parts.group(1).strip();
    if (parts.group(4) != null) {
      return new Scenario(command, Set.of(parts.group(4)), List.of(), command);
    }
    List<String> lines = Arrays.stream(parts.group(3).split(";", -1)).map(String::strip).toList();
    Set<String> marks = Set.copyOf(Arrays.stream(parts.group(2).strip().split(" +")).filter(mark -> !mark.isEmpty()).toList());
    return new Scenario(command, marks, lines.subList(0, lines.size() - 1), (command + " " + lines.getLast()).strip());
  }
}
