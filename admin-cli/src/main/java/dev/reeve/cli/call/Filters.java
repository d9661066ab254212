package dev.reeve.cli.call;

import dev.reeve.client.ReeveException;
import dev.reeve.v1.Choice;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code --filter key=value} narrows a list by; each key at most once, all must fit. */
public record Filters(Map<String, String> values) {

  /**
   * The filters given, of those the list knows.
   *
   * @throws ReeveException when a key is unknown, is given twice or has no value
   */
  public static Filters of(@Nullable List<String> given, String... known) {
    Map<String, String> values = new HashMap<>();
    for (String word : given == null ? List.<String>of() : given) {
      int at = word.indexOf('=');
      String key = at < 0 ? word : word.substring(0, at);
      if (at < 1 || at == word.length() - 1 || !List.of(known).contains(key)) {
        throw ReeveException.usage("--filter: '" + word + "' is not one of " + keys(known), "give a key, '=' and a value");
      }
      if (values.put(key, word.substring(at + 1)) != null) {
        throw ReeveException.usage("--filter: '" + key + "' is given twice", "give it once");
      }
    }
    return new Filters(Map.copyOf(values));
  }

  /** Empty where it was not given. */
  public String text(String key) {
    return values.getOrDefault(key, "");
  }

  /**
   * What was given for the key, here or by an option of its own.
   *
   * @param option empty where that was not given
   * @throws ReeveException when both are
   */
  public String or(String key, String option) {
    if (!option.isEmpty() && values.containsKey(key)) {
      throw ReeveException.usage("--filter: '" + key + "' is given twice", "give it once");
    }
    return option.isEmpty() ? text(key) : option;
  }

  /** Whether the text has what was given for the key in it, ignoring case; true where nothing was given. */
  public boolean fits(String key, String text) {
    return text.toLowerCase(Locale.ROOT).contains(text(key).toLowerCase(Locale.ROOT));
  }

  /** Whether a yes or no is what was given for the key; true where nothing was given. */
  public boolean fits(String key, boolean value) {
    Choice wanted = choice(key);
    return wanted == Choice.CHOICE_UNSPECIFIED || (wanted == Choice.CHOICE_YES) == value;
  }

  /** @throws ReeveException when the value is neither yes nor no */
  public Choice choice(String key) {
    return switch (text(key)) {
      case "" -> Choice.CHOICE_UNSPECIFIED;
      case "yes", "true" -> Choice.CHOICE_YES;
      case "no", "false" -> Choice.CHOICE_NO;
      default -> throw ReeveException.usage("--filter: '" + key + "=" + text(key) + "' is neither yes nor no", "give yes or no");
    };
  }

  private static String keys(String... known) {
    return String.join(", ", List.of(known).stream().map(key -> key + "=…").toList());
  }
}
