package dev.reeve.cli.output;

import java.util.Map;

/** JSON texts that say which version of their shape they have: members are added to a version, never removed or changed. */
public final class Versioned {

  /** The present version. */
  public static final int VERSION = 1;

  private static final String MEMBER = "\"schemaVersion\"";

  private Versioned() {}

  /** An object with the version as its first member; of any other value an object whose {@code value} it is. */
  public static String one(Json style, String json) {
    if (!json.startsWith("{")) {
      return style.object(Map.of("value", json)).transform(object -> one(style, object));
    }
    String colon = style.isPretty() ? ": " : ":";
    if (json.equals("{}")) {
      return style.isPretty() ? "{\n  " + MEMBER + colon + VERSION + "\n}" : "{" + MEMBER + colon + VERSION + "}";
    }
    return style.isPretty()
        ? "{\n  " + MEMBER + colon + VERSION + ",\n" + json.substring(2)
        : "{" + MEMBER + colon + VERSION + "," + json.substring(1);
  }

  /** An object whose {@code items} is the array. */
  public static String list(Json style, String array) {
    return one(style, style.object(Map.of("items", array)));
  }
}
