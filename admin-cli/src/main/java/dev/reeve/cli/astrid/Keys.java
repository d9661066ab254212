package dev.reeve.cli.astrid;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/**
 * The keys of one table, read as strictly as their owner reads them. What is wrong is added to the problems with its place; reading then
 * goes on with a harmless value.
 */
final class Keys {

  private static final int DEEPEST = 64;
  private static final TomlParseOptions OPTIONS =
      TomlParseOptions.sourceless().withVersion(TomlVersion.V1_0_0).withMaxNestingDepth(DEEPEST);

  private final TomlTable table;
  private final String path;
  private final List<String> problems;
  private final Set<String> known = new LinkedHashSet<>();

  private Keys(TomlTable table, String path, List<String> problems) {
    this.table = table;
    this.path = path;
    this.problems = problems;
  }

  /** Of a whole text; of one that is no TOML, none. The parser itself fails on some broken texts. */
  static Keys of(String text, List<String> problems) {
    TomlParseResult result;
    try {
      result = Toml.parse(text, OPTIONS);
    } catch (RuntimeException e) {
      problems.add("cannot be read as TOML: " + e.getClass().getSimpleName());
      result = Toml.parse("", OPTIONS);
    }
    result.errors().forEach(error -> problems.add("line " + error.position().line() + ": " + error.getMessage()));
    return new Keys(result.hasErrors() ? Toml.parse("", OPTIONS) : result, "", problems);
  }

  /** Keys nobody asked for, as the problems would name them. */
  List<String> unknown() {
    return table.keySet().stream().filter(key -> !known.contains(key)).map(key -> path + key).toList();
  }

  void problem(String key, String words) {
    TomlPosition at = table.inputPositionOf(List.of(key));
    problems.add((at == null ? "" : "line " + at.line() + ": ") + path + key + " " + words);
  }

  boolean bool(String key, boolean otherwise) {
    Object value = get(key);
    if (value != null && !(value instanceof Boolean)) {
      problem(key, "is not true or false");
    }
    return value instanceof Boolean bool ? bool : otherwise;
  }

  /** Bounds inclusive; empty where absent or wrong. */
  Optional<Long> integer(String key, long least, long most) {
    return switch (get(key)) {
      case null -> Optional.empty();
      case Long number when number >= least && number <= most -> Optional.of(number);
      case Long number -> {
        problem(key, "is " + number + "; allowed there: " + least + " to " + most);
        yield Optional.empty();
      }
      default -> {
        problem(key, "is not an integer");
        yield Optional.empty();
      }
    };
  }

  /** Empty where absent. */
  String string(String key) {
    Object value = get(key);
    if (value != null && !(value instanceof String)) {
      problem(key, "is not a string");
    }
    return value instanceof String text ? text : "";
  }

  /** The strings of a list, of which the rule says what is wrong. */
  List<String> strings(String key, Function<String, Optional<String>> rule) {
    List<String> strings = new ArrayList<>();
    for (Object item : items(key)) {
      if (item instanceof String text) {
        rule.apply(text).ifPresent(wrong -> problem(key, "holds '" + text + "', which " + wrong));
        strings.add(text);
      } else {
        problem(key, "holds something that is not a string");
      }
    }
    return strings;
  }

  /** Items of a list, tables as {@link Keys}. */
  List<Object> items(String key) {
    Object value = get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof TomlArray array)) {
      problem(key, "is not a list");
      return List.of();
    }
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      Object item = array.get(i);
      items.add(item instanceof TomlTable inner ? new Keys(inner, path + key + "[" + i + "].", problems) : item);
    }
    return items;
  }

  /** Empty where absent. */
  Optional<Keys> table(String key) {
    return switch (get(key)) {
      case null -> Optional.empty();
      case TomlTable inner -> Optional.of(new Keys(inner, path + key + ".", problems));
      default -> {
        problem(key, "is not a table");
        yield Optional.empty();
      }
    };
  }

  /** Keys in the order of the file; all become known. */
  List<String> names() {
    known.addAll(table.keySet());
    return List.copyOf(table.keySet());
  }

  /** Makes a key known whose value does not matter. */
  boolean has(String key) {
    return get(key) != null;
  }

  private @Nullable Object get(String key) {
    known.add(key);
    return table.get(List.of(key));
  }
}
