package dev.reeve.evidence;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A JSON value as the chain may hold it: no null, no fractions, whole numbers that every JSON reader keeps exactly. */
public sealed interface Json {

  /** The largest whole number and, negated, the smallest (RFC 8785 follows IEEE 754 doubles). */
  long MAX_WHOLE = (1L << 53) - 1;

  /** A string of whole Unicode characters. */
  record Text(String value) implements Json {

    /** @throws IllegalArgumentException for a lone surrogate */
    public Text {
      requireText(value);
    }
  }

  /** A number within ±{@link #MAX_WHOLE}. */
  record Whole(long value) implements Json {

    /** @throws IllegalArgumentException outside the bounds */
    public Whole {
      if (value > MAX_WHOLE || value < -MAX_WHOLE) {
        throw new IllegalArgumentException(value + " is outside ±(2^53 − 1)");
      }
    }
  }

  /** {@code true} or {@code false}. */
  record Flag(boolean value) implements Json {}

  /** An array. */
  record Items(List<Json> values) implements Json {

    public Items {
      values = List.copyOf(values);
    }
  }

  /** An object, its members in the order of their names' UTF-16 code units. */
  record Members(SortedMap<String, Json> values) implements Json {

    /** @throws IllegalArgumentException for a lone surrogate in a name */
    public Members {
      TreeMap<String, Json> sorted = new TreeMap<>();
      values.forEach((name, value) -> sorted.put(requireText(name), value));
      values = Collections.unmodifiableSortedMap(sorted);
    }

    /** The same members in any order. */
    public Members(Map<String, Json> values) {
      this(new TreeMap<>(values));
    }
  }

  static Text of(String value) {
    return new Text(value);
  }

  static Whole of(long value) {
    return new Whole(value);
  }

  static Flag of(boolean value) {
    return new Flag(value);
  }

  /**
   * From strings, whole numbers, booleans, and lists and maps of those.
   *
   * @throws IllegalArgumentException for anything else, null among it
   */
  static Json from(Object value) {
    return switch (value) {
      case Json json -> json;
      case String text -> of(text);
      case Boolean flag -> of(flag);
      case Long number -> of(number);
      case Integer number -> of(number.longValue());
      case List<?> items -> new Items(items.stream().map(Json::from).toList());
      case Map<?, ?> members -> members(members);
      default -> throw new IllegalArgumentException("the chain cannot hold a " + value.getClass().getName());
    };
  }

  /** An object from a map as {@link #from} takes it. */
  static Members members(Map<?, ?> members) {
    TreeMap<String, Json> values = new TreeMap<>();
    members.forEach(
        (name, value) -> {
          if (!(name instanceof String text)) {
            throw new IllegalArgumentException("a member's name is a string");
          }
          values.put(text, from(value));
        });
    return new Members((SortedMap<String, Json>) values);
  }

  /**
   * The text itself when every surrogate in it has its partner.
   *
   * @throws IllegalArgumentException otherwise
   */
  static String requireText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        if (!Character.isHighSurrogate(unit) || i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new IllegalArgumentException("a string holds a lone surrogate at " + i);
        }
        i++;
      }
    }
    return text;
  }
}
