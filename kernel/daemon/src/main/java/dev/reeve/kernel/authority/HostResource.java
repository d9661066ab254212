package dev.reeve.kernel.authority;

import org.jspecify.annotations.Nullable;

/**
 * Where a connection may go: hosts and a port, or every port where {@code port} is null. In a single endpoint null means that no port is
 * stated, which only a set of every port contains.
 */
record HostResource(Hosts hosts, @Nullable Integer port) implements Resource {

  private static final int MAX_PORT = 65_535;

  static HostResource pattern(String text) {
    return read(text, true);
  }

  static HostResource concrete(String text) {
    return read(text, false);
  }

  private static HostResource read(String text, boolean sets) {
    String host = text;
    Integer port = null;
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      if (close < 0 || (close + 1 < text.length() && text.charAt(close + 1) != ':')) {
        throw Resource.refusal("host", text, "has a '[' without ']' before the port");
      }
      host = text.substring(1, close);
      if (host.indexOf(':') < 0) {
        throw Resource.refusal("host", text, "has brackets around something that is no IPv6 address");
      }
      port = close + 1 == text.length() ? null : port(text, text.substring(close + 2));
    } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
      host = text.substring(0, text.indexOf(':'));
      port = port(text, text.substring(text.indexOf(':') + 1));
    }
    return new HostResource(Hosts.parse(text, host, sets), port);
  }

  private static Integer port(String text, String digits) {
    boolean plain = !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        && digits.charAt(0) != '0';
    if (!plain || Integer.parseInt(digits) > MAX_PORT) {
      throw Resource.refusal("host", text, "has a port that is not a number from 1 to " + MAX_PORT);
    }
    return Integer.valueOf(digits);
  }

  @Override
  public boolean contains(Resource other) {
    return other instanceof HostResource host && (port == null || port.equals(host.port)) && hosts.contains(host.hosts);
  }

  @Override
  public boolean listed() {
    return hosts.single();
  }

  /** Itself, and the same host at every port. */
  @Override
  public Resource[] containers() {
    return port == null ? new Resource[] {this} : new Resource[] {this, new HostResource(hosts, null)};
  }

  @Override
  public boolean overlaps(Resource other) {
    return other instanceof HostResource host
        && (port == null || host.port == null || port.equals(host.port))
        && (hosts.contains(host.hosts) || host.hosts.contains(hosts));
  }
}
