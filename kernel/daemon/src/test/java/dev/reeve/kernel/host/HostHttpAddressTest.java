package dev.reeve.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.kernel.authority.Caller;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where requests may go. */
@Timeout(60)
final class HostHttpAddressTest {

  private WireServer server;

  @BeforeEach
  void listen() throws IOException {
    server = WireServer.saying(WireServer.ok("reached"));
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  private static HttpBench everythingGranted() {
    return new HttpBench().permitted("*", "net:connect").granted("*", "net:connect", "net:connect@*.example.com");
  }

  @Test
  void anAddressThatIsRevokedIsReachedByNoName() {
    HttpBench bench = new HttpBench().revoked("net:connect@198.41.0.0/16").named("x.example.com", "198.41.0.5");
    for (String url : new String[] {"https://198.41.0.5/", "http://x.example.com/"}) {
      assertThatThrownBy(() -> bench.get(url)).isInstanceOfSatisfying(CapsuleException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DENIED));
    }
  }

  /** PORT is that of a server on the loopback address. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:PORT/", "http://127.0.0.2:PORT/", "http://127.255.255.254:PORT/", "https://127.0.0.1:PORT/",
        "http://127.1:PORT/", "http://127.0.1:PORT/", "http://2130706433:PORT/", "http://0x7f000001:PORT/", "http://0x7f.1:PORT/",
        "http://0x7f.0.0.1:PORT/", "http://0x7F.0x0.0x0.0x1:PORT/", "http://0177.0.0.1:PORT/", "http://0177.0.0.01:PORT/",
        "http://017700000001:PORT/", "http://127.0.0.01:PORT/", "http://127.0.0.1.:PORT/", "http://127.000.000.001:PORT/",
        "http://127.0.0.256:PORT/", "http://127.0.0.1.1:PORT/", "http://0:PORT/", "http://0.0.0.0:PORT/", "http://0.0.0.1:PORT/",
        "http://0x0:PORT/", "http://00:PORT/", "http://[::1]:PORT/", "http://[::]:PORT/", "http://[0:0:0:0:0:0:0:1]:PORT/",
        "http://[::ffff:127.0.0.1]:PORT/", "http://[::ffff:7f00:1]:PORT/", "http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/",
        "http://[::127.0.0.1]:PORT/", "http://[::1%25lo]:PORT/", "http://[::1%lo]:PORT/", "http://[fe80::1%25eth0]:PORT/",
        "http://[fe80::1]:PORT/", "http://[fc00::1]:PORT/", "http://[fd00:ec2::254]:PORT/", "http://[fec0::1]:PORT/",
        "http://[ff02::1]:PORT/", "http://[64:ff9b::127.0.0.1]:PORT/", "http://[64:ff9b::a9fe:a9fe]:PORT/",
        "http://[64:ff9b:1::7f00:1]:PORT/", "http://[2002:7f00:1::]:PORT/", "http://[2002:a00:1::1]:PORT/",
        "http://[2001:0:7f00:1::80ff:fffe]:PORT/", "http://[2001:db8::1]:PORT/", "http://[100::1]:PORT/", "http://[127.0.0.1]:PORT/",
        "http://[v1.fe80]:PORT/", "http://[::1:PORT/", "http://::1:PORT/", "http://169.254.169.254/latest/meta-data/",
        "http://169.254.170.2/v2/credentials/", "http://2852039166/", "http://0xA9FEA9FE/", "http://10.0.0.1/", "http://10.255.255.255/",
        "http://172.16.0.1/", "http://172.31.255.254/", "http://192.168.0.1/", "http://100.64.0.1/", "http://100.100.100.200/",
        "http://192.0.0.192/", "http://192.0.2.1/", "http://198.18.0.1/", "http://198.51.100.1/", "http://203.0.113.1/",
        "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/", "http://192.88.99.1/", "http://user@127.0.0.1:PORT/",
        "http://a:b@127.0.0.1:PORT/", "http://api.example.com@127.0.0.1:PORT/", "http://api.example.com:80@127.0.0.1:PORT/",
        "http://127.0.0.1:PORT#@api.example.com/", "http://api.example.com#@127.0.0.1:PORT/", "http://127.0.0.1:PORT\\@api.example.com/",
        "http://api.example.com\\@127.0.0.1:PORT/", "http:\\\\127.0.0.1:PORT/", "http:/127.0.0.1:PORT/", "http:127.0.0.1:PORT/",
        "http:///127.0.0.1:PORT/", "//127.0.0.1:PORT/", "127.0.0.1:PORT", "/", "", " http://127.0.0.1:PORT/", "http://127.0.0.1:PORT/ ",
        "http://127.0.0.1:PORT/\r\nX: y", "http://127.0.0.1 :PORT/", "http://127.0.0.1:PORT/a b", "http://127.0.0.1\t:PORT/",
        "http://%31%32%37.0.0.1:PORT/", "http://127.0.0.1%00.example.com:PORT/", "http://127。0。0。1:PORT/", "http://①②⑦.⓪.⓪.①:PORT/",
        "http://localhost:PORT/", "http://LOCALHOST:PORT/", "http://localhost.:PORT/", "http://loop.example.com:PORT/",
        "http://127.0.0.1:0/", "http://127.0.0.1:/", "http://127.0.0.1:-1/", "http://127.0.0.1:65536/", "http://127.0.0.1:99999999999/",
        "http://127.0.0.1:080/", "http://127.0.0.1:+80/", "http://127.0.0.1:PORT:PORT/", "ftp://127.0.0.1:PORT/", "file:///etc/passwd",
        "gopher://127.0.0.1:PORT/", "jar:http://127.0.0.1:PORT/!/", "data:,x", "javascript:1", "ws://127.0.0.1:PORT/",
        "unix:///run/x.sock", "httpx://127.0.0.1:PORT/", "http://*.example.com:PORT/", "http://10.0.0.0/8:PORT/", "http://.:PORT/",
        "http://a..b:PORT/", "http://-a.example.com:PORT/", "http://127.0.0.1:PORT/%zz", "http://127.0.0.1:PORT/<>"
      })
  void aHostileUrlIsRefusedBeforeAnythingIsConnectedTo(String url) {
    HttpBench bench =
        everythingGranted().named("localhost", "127.0.0.1", "::1").named("loop.example.com", "127.0.0.1");
    String asked = url.replace("PORT", Integer.toString(server.port()));
    assertThatThrownBy(() -> bench.get(asked))
        .isInstanceOfSatisfying(CapsuleException.class, e -> assertThat(e.kind()).isIn(Kind.INVALID, Kind.DENIED));
    assertThat(server.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1", "0.0.0.0", "10.0.0.5", "172.20.1.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::127.0.0.1", "2002:7f00:1::", "2001:0:1:2:3:4:80ff:fffe"
      })
  void aNameThatLeadsToASpecialAddressIsRefusedEvenBesideAPublicOne(String address) {
    String url = server.url("api.example.com");
    everythingGranted().named("api.example.com", address).refused(Kind.DENIED, url);
    everythingGranted().named("api.example.com", "1.1.1.1", address).refused(Kind.DENIED, url);
    everythingGranted().named("api.example.com", address, "1.1.1.1").refused(Kind.DENIED, url);
    assertThat(server.connections()).isZero();
  }

  @Test
  void publicAddressesAreReachedByTheRightForTheNameAlone() throws Exception {
    HttpBench bench = new HttpBench().permitted("net:connect").granted("net:connect@api.example.com:443");
    bench.named("api.example.com", "1.1.1.1", "2606:4700::1111");
    assertThat(reached(bench, "https://api.example.com/"))
        .containsExactly(InetAddress.ofLiteral("1.1.1.1"), InetAddress.ofLiteral("2606:4700::1111"));
    assertThat(reached(new HttpBench().granted("net:connect@1.1.1.1"), "https://1.1.1.1/")).hasSize(1);
  }

  private static List<InetAddress> reached(HttpBench bench, String url) throws CapsuleException {
    HttpReach reach = bench.reach();
    return ScopedValue.where(Caller.CURRENT, Principals.caller())
        .call(() -> reach.addresses(HttpTarget.parse(url), Deadline.in(Duration.ofSeconds(30))));
  }

  @Test
  void anotherAnswerOfTheSameNameIsJudgedAnew() throws Exception {
    HttpBench bench = new HttpBench().permitted("net:connect").granted("net:connect");
    bench.named("api.example.com", "1.1.1.1").named("api.example.com", "10.0.0.1");
    assertThat(reached(bench, "http://api.example.com/")).hasSize(1);
    assertThatThrownBy(() -> reached(bench, "http://api.example.com/")).isInstanceOf(CapsuleException.class).hasMessageContaining("10.0.0.1");
  }

  @Test
  void aNameIsLookedUpOnceAndWhatWasCheckedIsConnectedTo() throws Exception {
    HttpBench bench = new HttpBench().named("api.example.com", "127.0.0.1").named("api.example.com", "127.0.0.2");
    assertThat(bench.get(server.url("api.example.com")).status()).isEqualTo(200);
    assertThat(bench.lookups).hasValue(1);
    assertThat(bench.refused(Kind.DENIED, server.url("api.example.com"))).hasMessageContaining("127.0.0.2");
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void theNextAddressIsTriedWhereOneDoesNotAnswer() throws Exception {
    HttpBench bench = new HttpBench().permitted("net:connect@*.example.com", "net:connect@127.0.0.0/8").granted("net:connect@127.0.0.0/8",
        "net:connect@*.example.com");
    bench.named("api.example.com", "127.0.0.9", "127.0.0.1");
    assertThat(bench.get(server.url("api.example.com")).status()).isEqualTo(200);
  }

  @Test
  void aNameThatMayNotBeReachedIsNotEvenLookedUp() {
    HttpBench bench = new HttpBench().granted("net:connect@other.example.com").named("api.example.com", "127.0.0.1");
    assertThat(bench.refused(Kind.DENIED, server.url("api.example.com")))
        .hasMessage("needs net:connect@api.example.com:" + server.port() + ", which ada does not have: MISSING");
    assertThat(bench.lookups).hasValue(0);
  }

  @Test
  void aNameWithoutAddressesIsNotReached() {
    HttpBench bench = new HttpBench().named("empty.example.com");
    assertThat(bench.refused(Kind.UNAVAILABLE, "http://api.example.com/")).hasMessage("no address of api.example.com could be found");
    assertThat(bench.refused(Kind.UNAVAILABLE, "http://empty.example.com/")).hasMessageContaining("0 addresses");
  }

  /** Both must name it: the first column is the capsule's permission, the second the principal's right. */
  @ParameterizedTest
  @CsvSource({
    "net:connect, net:connect@127.0.0.1, false", "net:connect@127.0.0.1, net:connect, false", "*, *, false",
    "net:connect@127.0.0.1, net:connect@127.0.0.1, true", "net:connect@127.0.0.0/8, net:connect@127.0.0.1/32, true",
    "net:connect@0.0.0.0/0, net:connect@127.0.0.0/8, true", "net:*@127.0.0.1, net:connect@127.0.0.1, true",
    "net:connect@127.0.0.2, net:connect@127.0.0.1, false", "net:connect@::/0, net:connect@127.0.0.1, false",
    "net:connect@127.0.0.1:1, net:connect@127.0.0.1, false", "net:connect@localhost, net:connect@localhost, false"
  })
  void aSpecialAddressMustBeNamedByCapsuleAndPrincipal(String permission, String right, boolean reached) throws Exception {
    HttpBench bench =
        new HttpBench()
            .permitted(permission, "net:connect@loop.example.com")
            .granted(right, "net:connect@loop.example.com")
            .named("loop.example.com", "127.0.0.1");
    if (reached) {
      assertThat(bench.get(server.url("loop.example.com")).status()).isEqualTo(200);
      assertThat(bench.get(server.url("127.0.0.1")).status()).isEqualTo(200);
      assertThat(bench.get(server.url("[::ffff:127.0.0.1]")).status()).isEqualTo(200);
    } else {
      bench.refused(Kind.DENIED, server.url("loop.example.com"));
      bench.refused(Kind.DENIED, server.url("127.0.0.1"));
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void nobodyIsServedOutsideACall() {
    assertThatThrownBy(() -> new HttpBench().http().exchange(HttpBench.request("GET", server.url("127.0.0.1"))))
        .hasMessageContaining("no principal is being served");
  }
}
