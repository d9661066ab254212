package dev.reeve.client;

import java.util.Locale;
import java.util.regex.Pattern;

/** The id of an approval as it is typed: a UUID. */
public final class ApprovalWord {

  private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private ApprovalWord() {}

  /**
   * The id, in lower case.
   *
   * @throws ReeveException when it is no UUID
   */
  public static String read(String word) {
    if (!UUID.matcher(word).matches()) {
      throw ReeveException.usage("'" + word + "' is no id of an approval", "give the id that the refusal named");
    }
    return word.toLowerCase(Locale.ROOT);
  }
}
