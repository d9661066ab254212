package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The header fields of a request, by lower-case name. A refusal never holds a value: it may be a secret.
 *
 * @param values immutable
 */
record HttpFields(Map<String, String> values) {

  private static final int MAX_FIELDS = 64;
  private static final int MAX_SIZE = 64 * 1024;
  /** A token (RFC 9110 section 5.6.2). */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]*");
  /** Those that say how the message is carried, which is the host's part. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer", "expect", "via",
          "http2-settings");
  /** Those that go along to another origin: any other may be a secret meant for the first. */
  private static final Set<String> FOR_ANYBODY =
      Set.of("accept", "accept-encoding", "accept-language", "content-language", "content-type", "user-agent");

  /** Takes what is asked for; INVALID for more than a request may have, for what is no field and for those of the connection. */
  static HttpFields of(Map<String, String> asked) throws CapsuleException {
    Map<String, String> given = Map.copyOf(asked);
    if (given.size() > MAX_FIELDS) {
      throw invalid("a request has at most " + MAX_FIELDS + " headers");
    }
    Map<String, String> values = new TreeMap<>();
    int size = 0;
    for (Map.Entry<String, String> field : given.entrySet()) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!NAME.matcher(name).matches()) {
        throw invalid("a header's name is 1 to 256 letters, digits and some signs");
      }
      if (OF_THE_CONNECTION.contains(name) || name.startsWith("proxy-")) {
        throw invalid("the header " + name + " belongs to the connection");
      }
      if (!VALUE.matcher(field.getValue()).matches()) {
        throw invalid("the header " + name + " has a character that is not printable ASCII");
      }
      if (values.put(name, field.getValue()) != null) {
        throw invalid("the header " + name + " is there twice");
      }
      size += name.length() + field.getValue().length();
    }
    if (size > MAX_SIZE) {
      throw invalid("headers have together at most " + MAX_SIZE + " characters");
    }
    return new HttpFields(Map.copyOf(values));
  }

  /** Those that another origin may see. */
  HttpFields forAnybody() {
    return only(FOR_ANYBODY::contains);
  }

  /** Without those that describe a body. */
  HttpFields withoutContent() {
    return only(name -> !name.startsWith("content-"));
  }

  private HttpFields only(Predicate<String> kept) {
    Map<String, String> rest = new TreeMap<>(values);
    rest.keySet().removeIf(kept.negate());
    return new HttpFields(Map.copyOf(rest));
  }

  private static CapsuleException invalid(String rule) {
    return new CapsuleException(Kind.INVALID, rule);
  }
}
