package dev.reeve.kernel.authority;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key that proves its holder to be a principal.
 *
 * @param publicKey raw Ed25519 public key, 64 hexadecimal digits in lower case
 * @param label at most {@value #MAX_LABEL} characters
 * @param device whether it came by pairing
 */
public record RegisteredKey(String publicKey, KeyLimit limit, String label, @Nullable Instant createdAt, boolean device) {

  public static final int MAX_LABEL = 64;
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
  private static final int ID_DIGITS = 16;

  public RegisteredKey {
    if (!FORM.matcher(publicKey).matches()) {
      throw new IllegalArgumentException("wanted: a raw Ed25519 public key as 64 hexadecimal digits in lower case");
    }
    if (label.length() > MAX_LABEL || label.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a label has at most " + MAX_LABEL + " characters, none of them a control character");
    }
  }

  /** First 16 hexadecimal digits of the SHA-256 of the raw public key. */
  public String id() {
    return idOf(publicKey);
  }

  /** The id of the key of 64 hexadecimal digits. */
  public static String idOf(String publicKey) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(HexFormat.of().parseHex(publicKey));
      return HexFormat.of().formatHex(digest).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
