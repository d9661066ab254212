package dev.reeve.cli.trust;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The grammar of hosts in capability patterns: a name, {@code *.domain} or a block of addresses, each with an optional port. */
public final class HostPattern {

  private static final int MAX_PORT = 65_535;
  private static final int MAX_NAME = 253;
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
  private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
  private static final Pattern NUMBER_LABEL = Pattern.compile("[0-9]+|0x[0-9a-f]*");
  private static final Pattern IPV4 = Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]+");
  private static final Optional<String> NO_ADDRESS = Optional.of("the host has no IP address where one is wanted");

  private HostPattern() {}

  /** What is wrong with it, as a clause; empty when nothing is. */
  public static Optional<String> problem(String text) {
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      if (close < 0 || (close + 1 < text.length() && text.charAt(close + 1) != ':')) {
        return Optional.of("the host has a '[' without ']' before the port");
      }
      String host = text.substring(1, close);
      if (host.indexOf(':') < 0) {
        return Optional.of("the host has brackets around something that is no IPv6 address");
      }
      return both(host, close + 1 == text.length() ? "1" : text.substring(close + 2));
    }
    int colon = text.indexOf(':');
    boolean port = colon >= 0 && colon == text.lastIndexOf(':');
    return port ? both(text.substring(0, colon), text.substring(colon + 1)) : wrongHost(text);
  }

  private static Optional<String> both(String host, String port) {
    return PORT.matcher(port).matches() && Integer.parseInt(port) <= MAX_PORT
        ? wrongHost(host)
        : Optional.of("the host has a port that is not a number from 1 to " + MAX_PORT);
  }

  private static Optional<String> wrongHost(String text) {
    String host = text.toLowerCase(Locale.ROOT);
    int slash = host.indexOf('/');
    if (slash >= 0) {
      return wrongBlock(host.substring(0, slash), host.substring(slash + 1));
    }
    if (host.indexOf(':') >= 0 || IPV4.matcher(host).matches()) {
      return address(host).isPresent() ? Optional.empty() : NO_ADDRESS;
    }
    return wrongName(host.startsWith("*.") ? host.substring(2) : host);
  }

  private static Optional<String> wrongName(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return Optional.of("the host has a name of " + name.length() + " characters; wanted: 1 to " + MAX_NAME);
    }
    String[] labels = name.split("\\.", -1);
    for (String label : labels) {
      if (!LABEL.matcher(label).matches()) {
        return Optional.of("the host is no name, '*.domain' or block of addresses, with an optional ':port'");
      }
    }
    return NUMBER_LABEL.matcher(labels[labels.length - 1]).matches()
        ? Optional.of("the host ends in a number, but is no address of four numbers from 0 to 255")
        : Optional.empty();
  }

  private static Optional<String> wrongBlock(String address, String prefix) {
    Optional<byte[]> bytes = address(address);
    if (bytes.isEmpty()) {
      return NO_ADDRESS;
    }
    boolean four = IPV4.matcher(address).matches();
    int width = four ? 32 : 128;
    if (!PREFIX.matcher(prefix).matches() || Integer.parseInt(prefix) > width) {
      return Optional.of("the host has a prefix that is not a number from 0 to " + width);
    }
    int bits = Integer.parseInt(prefix);
    if (!four && bytes.get().length == 4) {
      // An IPv4 address in IPv6 form.
      if (bits < 96) {
        return Optional.of("the host is a block around the IPv4 addresses in IPv6 form; write it as IPv4");
      }
      bits -= 96;
    }
    return onlyPrefix(bytes.get(), bits) ? Optional.empty() : Optional.of("the host has address bits beyond its prefix");
  }

  private static Optional<byte[]> address(String text) {
    boolean four = IPV4.matcher(text).matches();
    if (!four && (text.indexOf(':') < 0 || !IPV6.matcher(text).matches())) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text).getAddress());
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  private static boolean onlyPrefix(byte[] address, int bits) {
    for (int at = bits; at < address.length * 8; at++) {
      if ((address[at / 8] >> (7 - at % 8) & 1) != 0) {
        return false;
      }
    }
    return true;
  }
}
