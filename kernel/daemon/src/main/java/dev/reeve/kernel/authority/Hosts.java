package dev.reeve.kernel.authority;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A set of hosts: one by name, all below a domain, or a block of addresses. Names are lower case; no name is ever resolved. */
sealed interface Hosts {

  String NO_ADDRESS = "has no IP address where one is wanted";
  int MAX_NAME = 253;
  Pattern LABEL = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
  Pattern NUMBER_LABEL = Pattern.compile("[0-9]+|0x[0-9a-f]*");
  Pattern IPV4 = Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
  Pattern IPV6 = Pattern.compile("[0-9a-f:.]+");

  boolean contains(Hosts other);

  /** Whether it is one host. */
  default boolean single() {
    return switch (this) {
      case Named _ -> true;
      case Below _ -> false;
      case Block block -> block.prefix == 128;
    };
  }

  /** One host by its name. */
  record Named(String name) implements Hosts {
    @Override
    public boolean contains(Hosts other) {
      return equals(other);
    }
  }

  /** Every host at any depth below the domain, not the domain itself. */
  record Below(String domain) implements Hosts {
    @Override
    public boolean contains(Hosts other) {
      return switch (other) {
        case Named named -> hasBelow(named.name);
        case Below below -> below.domain.equals(domain) || hasBelow(below.domain);
        case Block _ -> false;
      };
    }

    private boolean hasBelow(String name) {
      int dot = name.length() - domain.length() - 1;
      return dot >= 0 && name.charAt(dot) == '.' && name.endsWith(domain);
    }
  }

  /**
   * A block of addresses, one where the prefix is 128. An IPv4 address stands in the last 32 bits, its prefix 96 more than written; a
   * block of IPv6 holds no IPv4 address, and an IPv4 address in IPv6 form is the IPv4 address.
   */
  record Block(boolean six, long high, long low, int prefix) implements Hosts {
    @Override
    public boolean contains(Hosts other) {
      return other instanceof Block block
          && block.six == six
          && block.prefix >= prefix
          && (block.high & highMask()) == high
          && (block.low & lowMask()) == low;
    }

    private long highMask() {
      return prefix >= 64 ? -1L : prefix == 0 ? 0 : -1L << (64 - prefix);
    }

    private long lowMask() {
      return prefix <= 64 ? 0 : -1L << (128 - prefix);
    }

    private boolean hasOnlyPrefixBits() {
      return (high & ~highMask()) == 0 && (low & ~lowMask()) == 0;
    }
  }

  /** {@code shown} is the whole resource, for messages; {@code sets} allows more than one host. */
  static Hosts parse(String shown, String text, boolean sets) {
    String host = text.toLowerCase(Locale.ROOT);
    int slash = host.indexOf('/');
    if (slash >= 0) {
      if (!sets) {
        throw Resource.refusal("host", shown, "is a block of addresses; one is wanted");
      }
      return block(shown, host.substring(0, slash), host.substring(slash + 1));
    }
    if (host.indexOf(':') >= 0 || IPV4.matcher(host).matches()) {
      return block(shown, host, null);
    }
    if (host.startsWith("*.") && sets) {
      return new Below(name(shown, host.substring(2)));
    }
    return new Named(name(shown, host));
  }

  private static String name(String shown, String name) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw Resource.refusal("host", shown, "has a name of " + name.length() + " characters; wanted: 1 to " + MAX_NAME);
    }
    String[] labels = name.split("\\.", -1);
    for (String label : labels) {
      if (!LABEL.matcher(label).matches()) {
        throw Resource.refusal("host", shown, "is no host, '*.domain' or block of addresses, with an optional ':port'");
      }
    }
    if (NUMBER_LABEL.matcher(labels[labels.length - 1]).matches()) {
      throw Resource.refusal("host", shown, "ends in a number, but is no address of four numbers from 0 to 255");
    }
    return name;
  }

  /** Without a prefix the block is one address. */
  private static Block block(String shown, String address, @Nullable String prefix) {
    boolean four = IPV4.matcher(address).matches();
    if (!four && (address.indexOf(':') < 0 || !IPV6.matcher(address).matches())) {
      throw Resource.refusal("host", shown, NO_ADDRESS);
    }
    ByteBuffer bytes = ByteBuffer.wrap(bytes(shown, address));
    boolean six = bytes.capacity() == 16;
    int width = four ? 32 : 128;
    int bits = 128 - width + (prefix == null ? width : prefix(shown, prefix, width));
    if (!six && bits < 96) {
      throw Resource.refusal("host", shown, "is a block around the IPv4 addresses in IPv6 form; write it as IPv4");
    }
    Block block = new Block(six, six ? bytes.getLong() : 0, six ? bytes.getLong() : bytes.getInt() & 0xffff_ffffL, bits);
    if (!block.hasOnlyPrefixBits()) {
      throw Resource.refusal("host", shown, "has address bits beyond its prefix");
    }
    return block;
  }

  private static byte[] bytes(String shown, String address) {
    try {
      return InetAddress.ofLiteral(address).getAddress();
    } catch (IllegalArgumentException _) {
      throw Resource.refusal("host", shown, NO_ADDRESS);
    }
  }

  private static int prefix(String shown, String digits, int width) {
    boolean plain = !digits.isEmpty() && digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        && (digits.length() == 1 || digits.charAt(0) != '0');
    if (!plain || Integer.parseInt(digits) > width) {
      throw Resource.refusal("host", shown, "has a prefix that is not a number from 0 to " + width);
    }
    return Integer.parseInt(digits);
  }
}
