package dev.reeve.kernel.host;

import static dev.reeve.kernel.host.HttpBench.request;
import static dev.reeve.kernel.host.HttpBench.with;
import static dev.reeve.kernel.host.HttpBench.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.HostHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers. */
@Timeout(60)
final class HostHttpAccessTest {

  private static final String SECRET = "s3cr3t";

  private final HttpBench bench = new HttpBench();

  private static String text(HostHttp.Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static WireServer packed(String coding, byte[] body) throws IOException {
    return new WireServer(
        (_, _, out) -> {
          out.write(
              ("HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
          out.write(body);
        });
  }

  @Test
  void whatTheServerSaysIsAnswered() throws Exception {
    String answer = "HTTP/1.1 404 Not Found\r\nX-A: 1\r\nx-a: 2\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\ngone";
    try (WireServer server = WireServer.saying(answer)) {
      HostHttp.Answer got = bench.get(server.url("127.0.0.1") + "a?b=%2F");
      assertThat(got.status()).isEqualTo(404);
      assertThat(got.headers())
          .containsEntry("x-a", List.of("1", "2")).containsEntry("content-type", List.of("text/plain")).hasSize(3);
      assertThat(text(got)).isEqualTo("gone");
      assertThat(got.truncated()).isFalse();
      assertThat(got.url()).isEqualTo(server.url("127.0.0.1") + "a?b=%2F");
    }
  }

  @Test
  void theRequestIsWhatWasAskedForAndLittleMore() throws Exception {
    try (WireServer server = WireServer.saying(WireServer.ok(""))) {
      bench.exchange(with(request("POST", server.url("127.0.0.1") + "/b//c?d=[1]"), Map.of("X-Token", SECRET, "Content-Type", "a/b"), "körper"));
      assertThat(server.requests).hasSize(1);
      assertThat(server.requests.getFirst()).startsWith("POST //b//c?d=[1] HTTP/1.1\r\n").endsWith("\r\n\r\nkörper");
      assertThat(server.requests.getFirst().toLowerCase(Locale.ROOT).lines().skip(1).takeWhile(line -> !line.isEmpty()))
          .containsExactlyInAnyOrder(
              "x-token: " + SECRET, "content-type: a/b", "content-length: 6", "host: 127.0.0.1:" + server.port(), "connection: close",
              "accept-encoding: gzip", "user-agent: reeve");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
  void everyMethodIsSent(String method) throws Exception {
    try (WireServer server = WireServer.saying(WireServer.ok(method.equals("HEAD") ? "" : "x"))) {
      assertThat(bench.exchange(request(method, server.url("127.0.0.1"))).status()).isEqualTo(200);
      assertThat(server.requests.getFirst()).startsWith(method + " / HTTP/1.1\r\n");
    }
  }

  @Test
  void aConnectionServesOneRequest() throws Exception {
    try (WireServer server = WireServer.saying(WireServer.ok("x"))) {
      bench.get(server.url("127.0.0.1"));
      bench.get(server.url("127.0.0.1"));
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host", "host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "TE", "Trailer", "Expect", "Via",
        "HTTP2-Settings", "Proxy-Authorization", "Proxy-Connection", "proxy-x", "", " ", "a b", "a:", "a\r\nb", "a\n", "ä", "a\u0000", ":path"
      })
  void headersThatAreNoneOrOfTheConnectionAreRefused(String name) {
    assertThat(bench.refused(Kind.INVALID, with(request("GET", "http://127.0.0.1/"), Map.of(name, SECRET), "")))
        .hasMessageNotContaining(SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\nX: y", "\n", "\r", "\u0000", "\u007f", "\u0085", "ü", "\u560d\u560a", "\u2028"})
  void valuesThatCouldEndAHeaderAreRefusedWithoutTellingThem(String end) {
    assertThat(bench.refused(Kind.INVALID, with(request("GET", "http://127.0.0.1/"), Map.of("X-Token", SECRET + end), "")))
        .hasMessage("the header x-token has a character that is not printable ASCII");
  }

  @Test
  void headersAreBounded() {
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 65; i++) {
      many.put("x-" + i, "y");
    }
    bench.refused(Kind.INVALID, with(request("GET", "http://127.0.0.1/"), many, ""));
    bench.refused(Kind.INVALID, with(request("GET", "http://127.0.0.1/"), Map.of("x", "y".repeat(65_536)), ""));
    bench.refused(Kind.INVALID, with(request("GET", "http://127.0.0.1/"), Map.of("x", "y", "X", "z"), ""));
  }

  @Test
  void requestsOutsideTheBoundsAreRefused() {
    String url = "http://127.0.0.1/";
    bench.refused(Kind.INVALID, request("get", url));
    bench.refused(Kind.INVALID, request("TRACE", url));
    bench.refused(Kind.INVALID, request("CONNECT", url));
    bench.refused(Kind.INVALID, request("GET", url + "a".repeat(8192)));
    bench.refused(Kind.INVALID, with(request("POST", url), Map.of(), "x".repeat(4 * 1024 * 1024 + 1)));
    bench.refused(Kind.INVALID, within(request("GET", url), 0, Duration.ofSeconds(1)));
    bench.refused(Kind.INVALID, within(request("GET", url), 4 * 1024 * 1024 + 1, Duration.ofSeconds(1)));
    bench.refused(Kind.INVALID, within(request("GET", url), 1, Duration.ZERO));
    bench.refused(Kind.INVALID, within(request("GET", url), 1, Duration.ofNanos(1)));
    bench.refused(Kind.INVALID, within(request("GET", url), 1, Duration.ofSeconds(56)));
    bench.refused(Kind.INVALID, within(request("GET", url), 1, Duration.ofSeconds(Long.MAX_VALUE)));
    bench.refused(Kind.INVALID, HttpBench.following(request("GET", url), -1));
    bench.refused(Kind.INVALID, HttpBench.following(request("GET", url), 11));
  }

  @ParameterizedTest
  @CsvSource({"9, false", "10, false", "11, true", "1000, true"})
  void aBodyIsCutAtTheBound(int size, boolean truncated) throws Exception {
    try (WireServer server = WireServer.saying(WireServer.ok("x".repeat(size)))) {
      HostHttp.Answer got = bench.exchange(within(request("GET", server.url("127.0.0.1")), 10, Duration.ofSeconds(30)));
      assertThat(got.body()).hasSize(Math.min(size, 10));
      assertThat(got.truncated()).isEqualTo(truncated);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "x-gzip"})
  void aPackedBodyIsUnpacked(String coding) throws Exception {
    try (WireServer server = packed(coding, gzip("hello".getBytes(StandardCharsets.UTF_8)))) {
      HostHttp.Answer got = bench.get(server.url("127.0.0.1"));
      assertThat(text(got)).isEqualTo("hello");
      assertThat(got.headers()).isEmpty();
    }
  }

  @Test
  void anEmptyBodyOfACodingIsEmptyAndAnUnknownCodingStays() throws Exception {
    try (WireServer empty = packed("gzip", new byte[0]); WireServer unknown = packed("br", new byte[] {1, 2})) {
      assertThat(bench.get(empty.url("127.0.0.1")).body()).isEmpty();
      HostHttp.Answer got = bench.get(unknown.url("127.0.0.1"));
      assertThat(got.body()).containsExactly(1, 2);
      assertThat(got.headers()).containsEntry("content-encoding", List.of("br"));
    }
  }

  @Test
  void aBombIsUnpackedNoFurtherThanTheBound() throws Exception {
    byte[] bomb = gzip(new byte[256 * 1024 * 1024]);
    try (WireServer server = packed("gzip", bomb)) {
      HostHttp.Answer got = bench.exchange(within(request("GET", server.url("127.0.0.1")), 4096, Duration.ofSeconds(30)));
      assertThat(got.body()).hasSize(4096);
      assertThat(got.truncated()).isTrue();
    }
  }

  @Test
  void ofAHundredMegabytesNoMoreThanTheBoundIsTaken() throws Exception {
    int all = 100 * 1024 * 1024;
    int[] written = new int[1];
    WireServer.Script script =
        (_, _, out) -> {
          out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + all + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
          byte[] piece = new byte[64 * 1024];
          for (; written[0] < all; written[0] += piece.length) {
            out.write(piece);
          }
        };
    try (WireServer server = new WireServer(script)) {
      HostHttp.Answer got = bench.exchange(within(request("GET", server.url("127.0.0.1")), 1000, Duration.ofSeconds(30)));
      assertThat(got.body()).hasSize(1000);
      assertThat(got.truncated()).isTrue();
      server.ended.await();
      assertThat(written[0]).as("the server was cut off").isLessThan(all);
    }
  }

  @Test
  void bytesThatAreNoPackedBodyAreAFailure() throws Exception {
    try (WireServer server = packed("gzip", SECRET.getBytes(StandardCharsets.UTF_8))) {
      assertThat(bench.refused(Kind.UNAVAILABLE, server.url("127.0.0.1"))).hasMessageNotContaining(SECRET);
    }
  }

  @Test
  void anIpv6AddressIsReached() throws Exception {
    HttpBench six = new HttpBench().permitted("net:connect@::1").granted("net:connect@::1");
    try (WireServer server = new WireServer(onIpv6(), (_, _, out) -> out.write(WireServer.ok("x").getBytes(StandardCharsets.UTF_8)))) {
      assertThat(six.get(server.url("[::1]")).url()).isEqualTo(server.url("[::1]"));
      assertThat(server.requests.getFirst()).containsIgnoringCase("host: [::1]:" + server.port());
    }
  }

  private static ServerSocket onIpv6() throws IOException {
    try {
      return new ServerSocket(0, 5, InetAddress.ofLiteral("::1"));
    } catch (SocketException e) {
      return Assumptions.abort("this host has no IPv6");
    }
  }
}
