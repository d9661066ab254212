package dev.reeve.cli.output;

import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Colours of a terminal, or none. What is coloured says the same without.
 *
 * @param on whether text is coloured
 */
public record Colours(boolean on) {

  public static final Colours NONE = new Colours(false);

  /** When to colour; lower-case: these are the words of the option. */
  public enum When {
    /** On a terminal that knows colours. */
    auto,
    always,
    never
  }

  private static final Set<String> GOOD =
      Set.of("ok", "ready", "running", "active", "enabled", "succeeded", "approved", "loaded", "started", "intact", "true", "allowed", "fixed");
  private static final Set<String> BAD =
      Set.of("fail", "failed", "denied", "refused", "broken", "error", "disabled", "revoked", "quarantined", "timed_out", "unreadable", "stopped");
  private static final Set<String> BETWEEN =
      Set.of(
          "warn", "pending", "queued", "starting", "waiting_for_approval", "draining", "expired", "cancelled", "paused", "archived", "latent",
          "withdrawn", "skipped", "degraded", "restarting", "backoff");

  /**
   * As the environment and the option say: {@code NO_COLOR} and {@code TERM=dumb} forbid, {@code CLICOLOR_FORCE} wants them anywhere,
   * {@code CLICOLOR=0} nowhere; else on a terminal. See no-color.org and bixense.com/clicolors.
   *
   * @param variable a variable of the environment by its name
   * @param terminal whether the text goes to a terminal
   */
  public static Colours of(Function<String, @Nullable String> variable, boolean terminal, When when) {
    return switch (when) {
      case always -> new Colours(true);
      case never -> NONE;
      case auto -> new Colours(wanted(variable, terminal));
    };
  }

  private static boolean wanted(Function<String, @Nullable String> variable, boolean terminal) {
    String force = variable.apply("CLICOLOR_FORCE");
    if (isSet(variable.apply("NO_COLOR"))) {
      return false;
    }
    if (isSet(force) && !"0".equals(force)) {
      return true;
    }
    return terminal && !"dumb".equals(variable.apply("TERM")) && !"0".equals(variable.apply("CLICOLOR"));
  }

  private static boolean isSet(@Nullable String value) {
    return value != null && !value.isEmpty();
  }

  /** A word for a state: green where it is well, red where it is not, yellow between. */
  public String state(String word) {
    String plain = word.strip().toLowerCase(Locale.ROOT);
    return GOOD.contains(plain) ? good(word) : BAD.contains(plain) ? bad(word) : BETWEEN.contains(plain) ? between(word) : word;
  }

  public String good(String text) {
    return coloured(text, "32");
  }

  public String bad(String text) {
    return coloured(text, "31");
  }

  public String between(String text) {
    return coloured(text, "33");
  }

  /** Headers and titles. */
  public String title(String text) {
    return coloured(text, "1");
  }

  private String coloured(String text, String code) {
    return on && !text.isBlank() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
