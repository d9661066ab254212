package dev.reeve.cli.toml;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/**
 * A text read as TOML.
 *
 * @param root without any key where there is a problem
 * @param problems each with its place
 */
public record TomlDocument(TomlTable root, List<Problem> problems) {

  private static final int DEEPEST = 64;
  private static final TomlParseOptions OPTIONS =
      TomlParseOptions.sourceless().withVersion(TomlVersion.V1_0_0).withMaxNestingDepth(DEEPEST);

  /** What is wrong at a place; lines and columns count from 1. */
  public record Problem(int line, int column, String said) {

    /** At the place of a key, or of the text's begin where it is not there. */
    public static Problem at(@Nullable TomlPosition place, String said) {
      return place == null ? new Problem(1, 1, said) : new Problem(place.line(), place.column(), said);
    }

    /** {@code line 3, column 1: said}. */
    @Override
    public String toString() {
      return "line " + line + ", column " + column + ": " + said;
    }
  }

  public TomlDocument {
    problems = List.copyOf(problems);
  }

  public static TomlDocument parse(String text) {
    TomlTable none = Toml.parse("", OPTIONS);
    try {
      TomlParseResult result = Toml.parse(text, OPTIONS);
      List<Problem> problems =
          result.errors().stream().map(error -> Problem.at(error.position(), String.valueOf(error.getMessage()))).toList();
      return new TomlDocument(problems.isEmpty() ? result : none, problems);
    } catch (RuntimeException brokenParser) {
      // The parser itself fails on some broken texts.
      return new TomlDocument(none, List.of(new Problem(1, 1, "cannot be read as TOML")));
    }
  }
}
