package dev.reeve.client;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The id of an approval, or of a rule, as it is typed: a whole UUID. */
public final class ApprovalWord {

  private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private static final int MOST = 8;

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
   * The ids of up to {@value #MOST} approvals between commas, in lower case.
   *
   * @throws ReeveException when one is no UUID, or there are more
   */
  public static String several(String words) {
    String[] ids = words.split(",", -1);
    if (ids.length > MOST) {
      throw ReeveException.usage("more than " + MOST + " approvals", "give those that the call needs");
    }
    return Arrays.stream(ids).map(ApprovalWord::read).collect(Collectors.joining(","));
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
