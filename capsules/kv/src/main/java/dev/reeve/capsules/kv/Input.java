package dev.reeve.capsules.kv;

import dev.reeve.capsule.CapsuleException;
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

  /** Empty when the key is absent. */
  String textOrEmpty(String key) throws CapsuleException {
    return values.containsKey(key) ? text(key) : "";
  }

  /** Any value, null too, of a key that must be there. */
  @Nullable Object any(String key) throws CapsuleException {
    if (!values.containsKey(key)) {
      throw invalid(key, "must be there");
    }
    return values.get(key);
  }

  /** False when the key is absent. */
  boolean flag(String key) throws CapsuleException {
    if (values.getOrDefault(key, false) instanceof Boolean flag) {
      return flag;
    }
    throw invalid(key, "must be true or false");
  }

  /** A whole number within bounds; the usual one when the key is absent. JSON's 4.0 is the whole number 4. */
  int number(String key, int usual, int least, int most) throws CapsuleException {
    long number =
        switch (values.getOrDefault(key, (long) usual)) {
          case Long whole -> whole;
          case Double real when real.longValue() == real -> real.longValue();
          case null, default -> throw invalid(key, "must be a whole number");
        };
    if (number < least || number > most) {
      throw invalid(key, "must be " + least + " to " + most + ", not " + number);
    }
    return (int) number;
  }

  private static CapsuleException invalid(String key, String rule) {
    return new CapsuleException(CapsuleException.Kind.INVALID, key + ": " + rule);
  }
}
