package dev.reeve.kernel.store;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;
import java.util.regex.Pattern;

/** The one source of ids: UUIDv7 (RFC 9562), ordered by creation. */
public final class Ids {

  private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private Ids() {}

  public static UUID next() {
    return UuidCreator.getTimeOrderedEpoch();
  }

  public static String nextText() {
    return next().toString();
  }

  /** Whether a text is the lower-case form of a UUID. */
  public static boolean isId(String text) {
    return UUID_TEXT.matcher(text).matches();
  }
}
