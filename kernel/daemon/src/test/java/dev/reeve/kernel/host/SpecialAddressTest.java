package dev.reeve.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SpecialAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255",
        "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.88.98.255", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "2606:4700::1111", "2001:200::1",
        "2001:4860:4860::8888", "2003::1", "2a00::1", "3ffe::1", "64:ff9b::1.1.1.1", "::ffff:1.1.1.1"
      })
  void whatIsPublicIsNotSpecial(String address) {
    assertThat(SpecialAddress.kind(InetAddress.ofLiteral(address))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, an unspecified", "0.255.255.255, an unspecified", "10.0.0.0, a private", "10.255.255.255, a private",
    "100.64.0.0, a shared (carrier)", "100.127.255.255, a shared (carrier)", "127.0.0.1, a loopback", "127.255.255.255, a loopback",
    "169.254.0.0, a link-local", "169.254.169.254, a link-local", "172.16.0.0, a private", "172.31.255.255, a private",
    "192.0.0.1, a reserved", "192.0.2.9, a documentation", "192.88.99.1, a reserved", "192.168.0.0, a private",
    "192.168.255.255, a private", "198.18.0.0, a benchmark", "198.19.255.255, a benchmark", "198.51.100.1, a documentation",
    "203.0.113.255, a documentation", "224.0.0.1, a multicast", "239.255.255.255, a multicast", "240.0.0.0, a reserved",
    "255.255.255.254, a reserved", "255.255.255.255, the broadcast", "::, an unspecified", "::1, a loopback", "::7f00:1, a reserved",
    "::2, a reserved", "64:ff9b::10.0.0.1, a private", "64:ff9b::169.254.169.254, a link-local", "64:ff9b:1::1, a reserved",
    "100::1, a reserved", "2001::1, a Teredo", "2001:2::1, a reserved", "2001:20::1, a reserved", "2001:db8::1, a documentation",
    "2002:7f00:1::1, a 6to4", "2002:808:808::1, a 6to4", "3fff::1, a documentation", "4000::1, a reserved", "5f00::1, a reserved",
    "fc00::1, a private", "fdff::1, a private", "fe80::1, a link-local", "febf::1, a link-local", "fec0::1, a private",
    "ff02::1, a multicast", "::ffff:127.0.0.1, a loopback", "::ffff:10.1.2.3, a private"
  })
  void whatIsSpecialIsCalledByItsKind(String address, String kind) {
    assertThat(SpecialAddress.kind(InetAddress.ofLiteral(address))).isEqualTo(kind);
  }
}
