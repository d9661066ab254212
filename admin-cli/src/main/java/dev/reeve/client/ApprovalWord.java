package dev.reeve.client;

import java.util.Locale;
import java.util.regex.Pattern;

/** The id of an approval, or of a rule, as it is typed: a whole UUID. */
public final class ApprovalWord {

  private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private ApprovalWord() {}

  /**
   * The id of an approval, in lower case.
   *
   * @throws ReeveException when it is no UUID
   */
  public static String read(String word) {
    return uuid(word, "an approval", "give a whole one, as the refusal named it and 'reeve approval list' shows it");
  }

  /**
   * The id of a rule, in lower case.
   *
   * @throws ReeveException when it is no UUID
   */
  public static String rule(String word) {
    return uuid(word, "a rule", "give a whole one, as 'reeve approval rule list' shows it");
  }

  private static String uuid(String word, String what, String remedy) {
    if (!UUID.matcher(word).matches()) {
      throw ReeveException.usage("'" + word + "' is no id of " + what, remedy);
    }
    return word.toLowerCase(Locale.ROOT);
  }
}
