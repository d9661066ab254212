package dev.reeve.cli.config;

import dev.reeve.cli.output.Colours;
import dev.reeve.cli.output.DurationText;
import dev.reeve.cli.output.Format;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What values a setting takes. Each is a text; in a file it is a string, or true or false where it is a {@link #TRUTH}. */
public enum Kind {
  FORMAT("format"),
  COLOR("auto, always or never"),
  TRUTH("true or false"),
  DURATION("duration"),
  NAME("name"),
  PATH("path"),
  /** A path, {@code agent} or {@code agent:ID}. */
  KEY("key"),
  /** A path, or a name to be found on the PATH. */
  PROGRAM("program"),
  /** A program and its words, between blanks. */
  COMMAND("command");

  private static final int LONGEST = 4096;

  private final String word;

  Kind(String word) {
    this.word = word;
  }

  /** The kind in words. */
  public String word() {
    return word;
  }

  /** What is wrong with a value; null: nothing. */
  @Nullable String problem(String value) {
    if (value.isEmpty() || value.length() > LONGEST || hasControl(value)) {
      return "a value has 1 to " + LONGEST + " characters, none of them a control character";
    }
    return switch (this) {
      case FORMAT -> oneOf(Format.values(), value);
      case COLOR -> oneOf(Colours.When.values(), value);
      case TRUTH -> value.equals("true") || value.equals("false") ? null : "'" + value + "' is neither true nor false";
      case DURATION -> duration(value);
      case NAME -> NameRule.problem(value);
      case PATH -> path(value);
      case KEY -> value.equals("agent") || value.startsWith("agent:") ? null : path(value);
      case COMMAND -> null;
      case PROGRAM -> value.startsWith("-") ? "'" + value + "' is no program" : path(value);
    };
  }

  private static boolean hasControl(String value) {
    for (int at = 0; at < value.length(); at++) {
      if (Character.isISOControl(value.charAt(at))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a file has to write it so that it does not depend on the folder a command runs in. */
  boolean placed(String value) {
    return switch (this) {
      case PATH -> true;
      case KEY -> !value.equals("agent") && !value.startsWith("agent:");
      case PROGRAM -> value.contains("/");
      case FORMAT, COLOR, TRUTH, DURATION, NAME, COMMAND -> false;
    };
  }

  private static @Nullable String oneOf(Enum<?>[] words, String value) {
    StringBuilder known = new StringBuilder();
    for (Enum<?> word : words) {
      if (word.name().equals(value)) {
        return null;
      }
      known.append(known.isEmpty() ? "" : ", ").append(word.name());
    }
    return "'" + value + "' is not one of " + known;
  }

  private static @Nullable String duration(String value) {
    try {
      DurationText.parse(value);
      return null;
    } catch (IllegalArgumentException none) {
      return none.getMessage();
    }
  }

  private static @Nullable String path(String value) {
    try {
      Path unused = Path.of(value);
      return null;
    } catch (InvalidPathException none) {
      return "'" + value + "' is no path";
    }
  }
}
