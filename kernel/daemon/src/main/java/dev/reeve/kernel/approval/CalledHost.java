package dev.reeve.kernel.approval;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a text leads that is a URL or a host. Texts that two readers of URLs could take to different hosts lead nowhere: with a user part, a
 * backslash, a blank, a character beyond ASCII, an encoded one in the host, or no '/' between the host and the rest.
 */
final class CalledHost {

  private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(?:/.*)?");
  private static final Pattern AUTHORITY = Pattern.compile("(?:\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:[1-9][0-9]{0,4})?");

  private CalledHost() {}

  /** The host with the port that is written or, for the web, usual; a text without {@code ://} as it is. Null: nowhere. */
  static @Nullable String of(String text) {
    if (text.chars().anyMatch(c -> c <= ' ' || c >= 0x7f || c == '\\')) {
      return null;
    }
    if (!text.contains("://")) {
      return text;
    }
    Matcher url = URL.matcher(text);
    Matcher authority = url.matches() ? AUTHORITY.matcher(url.group(2)) : null;
    if (authority == null || !authority.matches()) {
      return null;
    }
    return authority.group(1) == null ? authority.group() + usualPort(url.group(1)) : authority.group();
  }

  private static String usualPort(String scheme) {
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> ":80";
      case "https", "wss" -> ":443";
      default -> "";
    };
  }
}
