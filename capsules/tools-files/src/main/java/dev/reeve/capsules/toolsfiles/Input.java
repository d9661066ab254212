package dev.reeve.capsules.toolsfiles;

import dev.reeve.capsule.CapsuleException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tool's input, read key by key; what is wrong is INVALID and names the key. */
record Input(Map<String, @Nullable Object> values) {

  /** A key that must be there. */
  String text(String key) throws CapsuleException {
    if (values.get(key) instanceof String text) {
      return text;
    }
    throw invalid(key, "must be a string");
  }

  /** A key that may be absent; null then. */
  @Nullable String textOrNull(String key) throws CapsuleException {
    return values.containsKey(key) ? text(key) : null;
  }

  /** One of some words; the first when the key is absent. */
  String word(String key, String... words) throws CapsuleException {
    if (values.getOrDefault(key, words[0]) instanceof String value && List.of(words).contains(value)) {
      return value;
    }
    throw invalid(key, "must be one of " + String.join(", ", words));
  }

  /** A whole number within bounds; the usual one when the key is absent. JSON's 4.0 is the whole number 4. */
  long number(String key, long usual, long least, long most) throws CapsuleException {
    long number =
        switch (values.getOrDefault(key, usual)) {
          case Long whole -> whole;
          case Double real when real.longValue() == real -> real.longValue();
          case null, default -> throw invalid(key, "must be a whole number");
        };
    if (number < least || number > most) {
      throw invalid(key, "must be " + least + " to " + most + ", not " + number);
    }
    return number;
  }

  static CapsuleException invalid(String key, String rule) {
    return new CapsuleException(CapsuleException.Kind.INVALID, key + ": " + rule);
  }
}
