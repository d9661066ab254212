package dev.reeve.kernel.document;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a file and where it stands, whichever language the file is in. Lines and columns count from 1. */
public sealed interface Node {

  int line();

  int column();

  /** A key of a mapping, where it stands, and its value. */
  record Entry(String key, int line, int column, Node value) {}

  /** Keys and values in the order of the file; no key twice. */
  record Mapping(Map<String, Entry> entries, int line, int column) implements Node {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }

  record Sequence(List<Node> items, int line, int column) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /**
   * One of String, Long, Double, Boolean or null; from TOML also OffsetDateTime, LocalDateTime, LocalDate and LocalTime.
   */
  record Scalar(@Nullable Object value, int line, int column) implements Node {}

  /** The value as JSON knows it: maps, lists, strings, Long, Double, Boolean, null; dates and times as ISO 8601 text. */
  default @Nullable Object plain() {
    return switch (this) {
      case Mapping mapping -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> map.put(key, entry.value().plain()));
        yield map;
      }
      case Sequence sequence -> {
        List<@Nullable Object> list = new ArrayList<>();
        sequence.items().forEach(item -> list.add(item.plain()));
        yield list;
      }
      case Scalar scalar -> switch (scalar.value()) {
        case OffsetDateTime time -> time.toString();
        case LocalDateTime time -> time.toString();
        case LocalDate date -> date.toString();
        case LocalTime time -> time.toString();
        case null, default -> scalar.value();
      };
    };
  }

  /** What the value is, in words, with scalars quoted up to 40 characters: {@code a string ('abc')}, {@code a table}. */
  default String describe() {
    return switch (this) {
      case Mapping _ -> "a table";
      case Sequence _ -> "a list";
      case Scalar scalar -> switch (scalar.value()) {
        case null -> "nothing";
        case String text -> "a string ('" + Problem.shorten(text) + "')";
        case Long number -> "an integer (" + number + ")";
        case Double number -> "a number (" + number + ")";
        case Boolean bool -> "a truth value (" + bool + ")";
        default -> "a date or time";
      };
    };
  }
}
