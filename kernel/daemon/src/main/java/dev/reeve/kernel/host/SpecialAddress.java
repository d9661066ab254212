package dev.reeve.kernel.host;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses are not of the public internet: IANA's registries of special-purpose addresses (RFC 6890), multicast, and of IPv6
 * everything outside the one block that is given out (2000::/3). What carries an IPv4 address in its first or last bits is judged by that
 * one where it is in use (RFC 4291, RFC 6052), and never public where it is not any more (RFC 3056, RFC 4380).
 */
final class SpecialAddress {

  private record Block(byte[] first, int bits, String kind) {

    static Block of(String hex, int bits, String kind) {
      return new Block(HexFormat.of().parseHex(hex), bits, kind);
    }

    boolean holds(byte[] address) {
      int whole = bits / 8;
      int mask = (0xff00 >> (bits % 8)) & 0xff;
      return Arrays.equals(address, 0, whole, first, 0, whole) && (mask == 0 || (address[whole] & mask) == (first[whole] & mask));
    }
  }

  private static final List<Block> FOUR =
      List.of(
          Block.of("00000000", 8, "an unspecified"),
          Block.of("0a000000", 8, "a private"),
          Block.of("64400000", 10, "a shared (carrier)"),
          Block.of("7f000000", 8, "a loopback"),
          Block.of("a9fe0000", 16, "a link-local"),
          Block.of("ac100000", 12, "a private"),
          Block.of("c0000000", 24, "a reserved"),
          Block.of("c0000200", 24, "a documentation"),
          Block.of("c0586300", 24, "a reserved"),
          Block.of("c0a80000", 16, "a private"),
          Block.of("c6120000", 15, "a benchmark"),
          Block.of("c6336400", 24, "a documentation"),
          Block.of("cb007100", 24, "a documentation"),
          Block.of("e0000000", 4, "a multicast"),
          Block.of("ffffffff", 32, "the broadcast"),
          Block.of("f0000000", 4, "a reserved"));

  private static final Block MAPPED = Block.of("00000000000000000000ffff", 96, "");
  private static final Block NAT64 = Block.of("0064ff9b0000000000000000", 96, "");
  private static final Block GLOBAL = Block.of("20", 3, "");

  private static final List<Block> SIX =
      List.of(
          Block.of("00000000000000000000000000000000", 128, "an unspecified"),
          Block.of("00000000000000000000000000000001", 128, "a loopback"),
          Block.of("fc", 7, "a private"),
          Block.of("fe80", 10, "a link-local"),
          Block.of("fec0", 10, "a private"),
          Block.of("ff", 8, "a multicast"),
          Block.of("20010000", 32, "a Teredo"),
          Block.of("200100", 23, "a reserved"),
          Block.of("20010db8", 32, "a documentation"),
          Block.of("2002", 16, "a 6to4"),
          Block.of("3fff00", 20, "a documentation"));

  private SpecialAddress() {}

  /** What it is, with its article, such as {@code a loopback}; null where it is public. */
  static @Nullable String kind(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return first(FOUR, bytes);
    }
    if (MAPPED.holds(bytes) || NAT64.holds(bytes)) {
      return first(FOUR, Arrays.copyOfRange(bytes, 12, 16));
    }
    String kind = first(SIX, bytes);
    return kind != null || GLOBAL.holds(bytes) ? kind : "a reserved";
  }

  private static @Nullable String first(List<Block> blocks, byte[] address) {
    for (Block block : blocks) {
      if (block.holds(address)) {
        return block.kind;
      }
    }
    return null;
  }
}
