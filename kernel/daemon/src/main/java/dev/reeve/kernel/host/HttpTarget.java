package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a request goes, read once from its URL, so that what is checked, what is connected to and what the server is told are the same.
 *
 * @param host in lower case, an IPv6 address without brackets
 * @param path with the query, percent-encoded as given, beginning with '/'
 */
record HttpTarget(boolean secure, String host, int port, String path) {

  static final int MAX_URL = 8192;

  private static final int MAX_PORT = 65_535;
  private static final Pattern URL = Pattern.compile("(?i)(https?)://([^/?#]*)([^#]*)");
  private static final Pattern AUTHORITY = Pattern.compile("(?i)(?:\\[([0-9a-f:.]+)]|([a-z0-9._-]+))(?::([1-9][0-9]{0,4}))?");
  private static final Pattern FOUR = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

  /** Reads an absolute URL; INVALID names the rule that it breaks, and nothing of a user part. */
  static HttpTarget parse(String url) throws CapsuleException {
    if (url.length() > MAX_URL) {
      throw invalid("has more than " + MAX_URL + " characters");
    }
    if (url.chars().anyMatch(c -> c <= ' ' || c >= 0x7f || c == '\\')) {
      throw invalid("has a character that must be percent-encoded");
    }
    if (url.indexOf('#') >= 0) {
      throw invalid("has a fragment");
    }
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw invalid("does not begin with http:// or https://");
    }
    if (parts.group(2).indexOf('@') >= 0) {
      throw invalid("has a user part");
    }
    Matcher authority = AUTHORITY.matcher(parts.group(2));
    if (!authority.matches()) {
      throw invalid("has no host, with an optional port from 1 to " + MAX_PORT);
    }
    boolean secure = parts.group(1).equalsIgnoreCase("https");
    String host = authority.group(1) == null ? authority.group(2) : authority.group(1);
    int port = authority.group(3) == null ? usual(secure) : Integer.parseInt(authority.group(3));
    if (port > MAX_PORT || (authority.group(1) != null && host.indexOf(':') < 0)) {
      throw invalid("has no host, with an optional port from 1 to " + MAX_PORT);
    }
    String path = parts.group(3).startsWith("/") ? parts.group(3) : "/" + parts.group(3);
    HttpTarget target = new HttpTarget(secure, host.toLowerCase(Locale.ROOT), port, path);
    target.uri();
    return target;
  }

  private static int usual(boolean secure) {
    return secure ? 443 : 80;
  }

  /**
   * Where a {@code Location} leads from here (RFC 9110 section 10.2.2), its fragment left out; DENIED for what is no URL and for another
   * scheme than http and https.
   */
  HttpTarget resolve(String location) throws CapsuleException {
    int hash = location.indexOf('#');
    String reference = hash < 0 ? location : location.substring(0, hash);
    try {
      String url = reference.startsWith("?") ? base() + path.replaceFirst("\\?.*", "") + reference : uri().resolve(reference).toString();
      return parse(url);
    } catch (IllegalArgumentException | CapsuleException e) {
      throw new CapsuleException(
          Kind.DENIED,
          "a redirect from " + resource() + " leads to no URL that may be followed"
              + (e instanceof CapsuleException ? ": " + e.getMessage() : ""));
    }
  }

  private URI uri() throws CapsuleException {
    try {
      return new URI(url());
    } catch (URISyntaxException e) {
      throw invalid("has a character that must be percent-encoded");
    }
  }

  /** Whether the host is an address; anything else is a name. */
  boolean literal() {
    return host.indexOf(':') >= 0 || FOUR.matcher(host).matches();
  }

  /** The address that the host is. */
  InetAddress address() {
    return InetAddress.ofLiteral(host);
  }

  /** As {@code net:connect} names it. */
  String resource() {
    return resource(host, port);
  }

  static String resource(String host, int port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  boolean usualPort() {
    return port == usual(secure);
  }

  /** Same scheme, host and port (RFC 6454). */
  boolean sameOrigin(HttpTarget other) {
    return secure == other.secure && host.equals(other.host) && port == other.port;
  }

  String scheme() {
    return secure ? "https" : "http";
  }

  String url() {
    return base() + path;
  }

  private String base() {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return scheme() + "://" + shown + (usualPort() ? "" : ":" + port);
  }

  private static CapsuleException invalid(String rule) {
    return new CapsuleException(Kind.INVALID, "the URL " + rule);
  }
}
