package dev.reeve.capsules.toolsshell;

import dev.reeve.capsule.CapsuleException;
import java.util.ArrayList;
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

  String text(String key, String usual) throws CapsuleException {
    return values.containsKey(key) ? text(key) : usual;
  }

  /** Empty when the key is absent. */
  List<String> texts(String key) throws CapsuleException {
    if (!values.containsKey(key)) {
      return List.of();
    }
    if (!(values.get(key) instanceof List<?> given)) {
      throw invalid(key, "must be a list of strings");
    }
    List<String> texts = new ArrayList<>();
    for (Object one : given) {
      if (!(one instanceof String text)) {
        throw invalid(key, "must be a list of strings");
      }
      texts.add(text);
    }
    return texts;
  }

  /** One of two words; the first when the key is absent. */
  String word(String key, String usual, String other) throws CapsuleException {
    if (values.getOrDefault(key, usual) instanceof String value && (value.equals(usual) || value.equals(other))) {
      return value;
    }
    throw invalid(key, "must be \"" + usual + "\" or \"" + other + "\"");
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

  private static CapsuleException invalid(String key, String rule) {
    return new CapsuleException(CapsuleException.Kind.INVALID, key + ": " + rule);
  }
}
