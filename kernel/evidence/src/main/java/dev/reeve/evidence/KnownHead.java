package dev.reeve.evidence;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record somebody noted outside the chain. A chain cut off behind its last checkpoint is still a chain; only what is known elsewhere
 * shows that it once was longer.
 *
 * @param seq from 1
 * @param hash 64 hexadecimal digits
 */
public record KnownHead(long seq, String hash) {

  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,15}):([0-9a-f]{64})");

  /** @throws IllegalArgumentException outside the bounds */
  public KnownHead {
    if (seq < 1 || seq > Json.MAX_WHOLE) {
      throw new IllegalArgumentException("a head's record is 1 to 2^53 − 1");
    }
    Hex.require(hash);
  }

  /**
   * From {@code SEQ:HASH}.
   *
   * @throws IllegalArgumentException for another form
   */
  public static KnownHead parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a head is SEQ:HASH, a record's number and its 64 hexadecimal digits");
    }
    return new KnownHead(Long.parseLong(matcher.group(1)), matcher.group(2));
  }

  @Override
  public String toString() {
    return seq + ":" + hash;
  }
}
