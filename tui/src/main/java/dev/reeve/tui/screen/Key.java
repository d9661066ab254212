package dev.reeve.tui.screen;

import dev.reeve.client.ReeveException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A key as it was pressed. */
public sealed interface Key {

  /** One that types a character. */
  record Typed(int codePoint) implements Key {}

  /** One with a name. */
  enum Named implements Key {
    ENTER,
    ESC,
    UP,
    DOWN,
    PAGEUP,
    PAGEDOWN,
    HOME,
    END,
    BACKSPACE,
    TAB,
    INTERRUPT;

    private String word() {
      return "<" + name().toLowerCase(Locale.ROOT) + ">";
    }
  }

  static Key of(char character) {
    return new Typed(character);
  }

  /** How it is written in help. */
  default String shown() {
    return switch (this) {
      case Named.ENTER -> "Enter";
      case Named.ESC -> "Esc";
      case Named.PAGEUP -> "PgUp";
      case Named.PAGEDOWN -> "PgDn";
      case Named.INTERRUPT -> "Ctrl-C";
      case Named named -> named.name().charAt(0) + named.name().substring(1).toLowerCase(Locale.ROOT);
      case Typed typed -> typed.codePoint() == ' ' ? "Space" : Character.toString(typed.codePoint());
    };
  }

  /**
   * Keys in a text: each character is one, but {@code <enter>} and the other names.
   *
   * @throws ReeveException when a name is unknown
   */
  static List<Key> parse(String text) {
    List<Key> keys = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.charAt(at) == '<' ? text.indexOf('>', at) + 1 : 0;
      if (end > 0) {
        keys.add(named(text.substring(at, end)));
        at = end;
      } else {
        keys.add(new Typed(text.codePointAt(at)));
        at += Character.charCount(text.codePointAt(at));
      }
    }
    return keys;
  }

  private static Key named(String word) {
    return Stream.of(Named.values())
        .filter(key -> key.word().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                ReeveException.usage(
                    "there is no key '" + word + "'", "one of " + Stream.of(Named.values()).map(Named::word).collect(Collectors.joining(", "))));
  }
}
