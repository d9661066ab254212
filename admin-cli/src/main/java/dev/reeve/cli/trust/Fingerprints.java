package dev.reeve.cli.trust;

import dev.reeve.client.ReeveException;
import java.util.Locale;
import java.util.regex.Pattern;

/** What keys are known by: 64 hexadecimal digits, the SHA-256 of the public key's SubjectPublicKeyInfo; in lower case in files. */
public final class Fingerprints {

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  private Fingerprints() {}

  /** Whether it is one, as files have it. */
  static boolean is(String text) {
    return FORM.matcher(text).matches();
  }

  /** Whether it is one, as people type it. */
  static boolean typed(String word) {
    return is(word.toLowerCase(Locale.ROOT));
  }

  /**
   * As files have it.
   *
   * @throws ReeveException a usage error when the word is none
   */
  public static String of(String option, String word) {
    if (!typed(word)) {
      throw ReeveException.usage(
          option + ": '" + word + "' is no fingerprint of a key: wanted are 64 hexadecimal digits", "give KEY as 'reeve capsule verify FILE' prints it");
    }
    return word.toLowerCase(Locale.ROOT);
  }
}
