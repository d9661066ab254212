package dev.reeve.cli.tunnel;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A kernel's socket on another host: {@code ssh://[USER@]HOST[:PORT][/PATH/OF/SOCKET]}.
 *
 * @param user empty: as ssh is configured
 * @param host a name, an alias of the ssh configuration, or an IPv6 address without its brackets
 * @param port 0: as ssh is configured
 * @param socket absolute path
 */
public record SshAddress(String user, String host, int port, String socket) {

  /** Where a kernel run by the system listens. */
  public static final String SYSTEM_SOCKET = "/run/reeve/kernel.sock";

  private static final String SCHEME = "ssh://";
  private static final int LONGEST = 512;
  private static final int LONGEST_SOCKET = 107;
  private static final int LAST_PORT = 65_535;

  /** No part of it can begin with a dash, be split, expanded or quoted: it becomes arguments of ssh, which expands some of them itself. */
  private static final Pattern FORM =
      Pattern.compile(
          "ssh://(?:([A-Za-z0-9_][A-Za-z0-9._+-]*)@)?"
              + "(?:([A-Za-z0-9_][A-Za-z0-9._-]*)|\\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)])"
              + "(?::([0-9]{1,5}))?(/[A-Za-z0-9._/@+,=-]*)?");

  /** @throws IllegalArgumentException with words for people, when it is none */
  public static SshAddress parse(String text) {
    if (!text.startsWith(SCHEME)) {
      throw new IllegalArgumentException("'" + text + "' does not begin with " + SCHEME);
    }
    Matcher form = FORM.matcher(text);
    if (text.length() > LONGEST || !form.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not of the form ssh://[USER@]HOST[:PORT][/PATH/OF/SOCKET], with letters, digits and few signs in each part");
    }
    String name = form.group(2) == null ? form.group(3) : form.group(2);
    return new SshAddress(
        form.group(1) == null ? "" : form.group(1), name, port(text, form.group(4)), socket(text, form.group(5)));
  }

  private static int port(String text, @Nullable String digits) {
    int port = digits == null ? 0 : Integer.parseInt(digits);
    if (digits != null && (port == 0 || port > LAST_PORT)) {
      throw new IllegalArgumentException("'" + text + "' has no port between 1 and " + LAST_PORT);
    }
    return port;
  }

  private static String socket(String text, @Nullable String path) {
    if (path == null || path.equals("/")) {
      return SYSTEM_SOCKET;
    }
    if (path.endsWith("/") || path.getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET) {
      throw new IllegalArgumentException("'" + text + "' names no socket: a path of at most " + LONGEST_SOCKET + " bytes");
    }
    return path;
  }

  /** The address as {@link #parse} takes it. */
  @Override
  public String toString() {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return SCHEME + (user.isEmpty() ? "" : user + "@") + shown + (port == 0 ? "" : ":" + port) + socket;
  }
}
