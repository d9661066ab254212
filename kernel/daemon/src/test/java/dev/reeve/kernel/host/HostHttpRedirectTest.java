package dev.reeve.kernel.host;

import static dev.reeve.kernel.host.HttpBench.following;
import static dev.reeve.kernel.host.HttpBench.request;
import static dev.reeve.kernel.host.HttpBench.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.HostHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where answers lead. */
@Timeout(60)
final class HostHttpRedirectTest {

  private static final String SECRET = "s3cr3t";

  private final HttpBench bench = new HttpBench();

  /** Redirects {@code /} and answers {@code 200} on every other path. */
  private static WireServer leading(int status, String location) throws IOException {
    return new WireServer(
        (request, _, out) ->
            out.write(
                (request.split(" ", 3)[1].equals("/") ? WireServer.redirect(status, location) : WireServer.ok("there"))
                    .getBytes(StandardCharsets.ISO_8859_1)));
  }

  @ParameterizedTest
  @CsvSource({
    "/next, /next", "next?a=b, /next?a=b", "./next, /next", "next#part, /next", "?q=1, /?q=1", "//127.0.0.1:PORT/next, /next",
    "http://127.0.0.1:PORT/next, /next"
  })
  void aRedirectIsFollowed(String location, String path) throws Exception {
    int[] port = new int[1];
    try (WireServer server =
        new WireServer(
            (request, _, out) ->
                out.write(
                    (request.startsWith("GET / ")
                            ? WireServer.redirect(302, location.replace("PORT", Integer.toString(port[0])))
                            : WireServer.ok("there"))
                        .getBytes(StandardCharsets.ISO_8859_1)))) {
      port[0] = server.port();
      HostHttp.Answer got = bench.get(server.url("127.0.0.1"));
      assertThat(got.status()).isEqualTo(200);
      assertThat(got.url()).isEqualTo("http://127.0.0.1:" + server.port() + path);
      assertThat(server.requests.getLast()).startsWith("GET " + path + " HTTP/1.1\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "301, POST, GET, false", "302, POST, GET, false", "303, PUT, GET, false", "307, POST, POST, true", "308, PUT, PUT, true",
    "302, HEAD, HEAD, false", "301, DELETE, GET, false"
  })
  void theStatusSaysWhatIsSentNext(int status, String method, String next, boolean body) throws Exception {
    try (WireServer server = leading(status, "/next")) {
      bench.exchange(with(request(method, server.url("127.0.0.1")), Map.of("Content-Type", "a/b", "X-Token", SECRET), "body"));
      assertThat(server.requests.getLast()).startsWith(next + " /next ").contains(SECRET);
      assertThat(server.requests.getLast().endsWith("body")).isEqualTo(body);
      assertThat(server.requests.getLast().contains("a/b")).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 304, 305, 306, 200, 201})
  void otherStatusesAreAnswers(int status) throws Exception {
    try (WireServer server = leading(status, "/next")) {
      assertThat(bench.get(server.url("127.0.0.1")).status()).isEqualTo(status);
    }
  }

  @Test
  void aRedirectThatLeadsNowhereIsAnAnswerWithItsBody() throws Exception {
    try (WireServer server = WireServer.saying(WireServer.ok("where?").replace("200 OK", "302 Found"))) {
      HostHttp.Answer got = bench.get(server.url("127.0.0.1"));
      assertThat(got.status()).isEqualTo(302);
      assertThat(got.body()).asString(StandardCharsets.UTF_8).isEqualTo("where?");
    }
  }

  @Test
  void anotherOriginSeesNoSecretsNotEvenOnTheWayBack() throws Exception {
    try (WireServer other = WireServer.saying(WireServer.ok("other")); WireServer server = leading(307, other.url("127.0.0.1") + "x")) {
      Map<String, String> headers = Map.of("Authorization", SECRET, "Cookie", SECRET, "X-Api-Key", SECRET, "Accept", "a/b");
      bench.exchange(with(request("GET", server.url("127.0.0.1")), headers, ""));
      assertThat(server.requests.getFirst()).contains(SECRET);
      assertThat(other.requests.getFirst()).contains("a/b").doesNotContain(SECRET);
    }
  }

  @Test
  void secretsDoNotComeBackWithTheFirstOrigin() throws Exception {
    int[] ports = new int[2];
    WireServer.Script back =
        (_, _, out) ->
            out.write(WireServer.redirect(302, "http://127.0.0.1:" + ports[0] + "/end").getBytes(StandardCharsets.ISO_8859_1));
    try (WireServer other = new WireServer(back); WireServer server = leading(302, other.url("127.0.0.1"))) {
      ports[0] = server.port();
      bench.exchange(with(request("GET", server.url("127.0.0.1")), Map.of("Authorization", SECRET), ""));
      assertThat(server.requests).hasSize(2);
      assertThat(server.requests.getLast()).startsWith("GET /end ").doesNotContain(SECRET);
    }
  }

  @Test
  void aRedirectToAnAddressOrHostThatIsNotAllowedIsRefused() throws Exception {
    try (WireServer hidden = WireServer.saying(WireServer.ok("hidden"));
        WireServer server = leading(302, "http://internal.example.com:" + hidden.port() + "/")) {
      HttpBench bound = new HttpBench().granted("net:connect@api.example.com", "net:connect@127.0.0.1");
      bound.named("api.example.com", "127.0.0.1").named("internal.example.com", "127.0.0.1");
      assertThat(bound.refused(Kind.DENIED, server.url("api.example.com")))
          .hasMessageContaining("needs net:connect@internal.example.com:" + hidden.port());
      HttpBench open = new HttpBench();
      open.named("api.example.com", "127.0.0.1").named("internal.example.com", "127.0.0.2");
      assertThat(open.refused(Kind.DENIED, server.url("api.example.com"))).hasMessageContaining("127.0.0.2");
      assertThat(hidden.connections()).isZero();
    }
  }

  @Test
  void aNameIsCheckedAgainAtEachHop() throws Exception {
    HttpBench rebinding = new HttpBench().named("api.example.com", "127.0.0.1").named("api.example.com", "127.0.0.2");
    try (WireServer server = leading(302, "/next")) {
      assertThat(rebinding.refused(Kind.DENIED, server.url("api.example.com"))).hasMessageContaining("127.0.0.2");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/", "http://[::1]/", "http://2130706433/", "http://user:s3cr3t@127.0.0.1/", "ftp://127.0.0.1/s3cr3t",
        "file:///etc/passwd", "javascript:s3cr3t", "http://127.0.0.1\\@s3cr3t/", "http://[s3cr3t/", "http:s3cr3t", "http://", "a b s3cr3t"
      })
  void aHostileLocationIsRefusedWithoutBeingRepeated(String location) throws Exception {
    try (WireServer server = leading(302, location)) {
      assertThat(bench.refused(Kind.DENIED, server.url("127.0.0.1")))
          .hasMessageNotContaining(SECRET);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10})
  void aLoopEndsAfterSoManyRedirectsWithTheLastAnswer(int redirects) throws Exception {
    try (WireServer server = leading(302, "/")) {
      HostHttp.Answer got = bench.exchange(following(request("GET", server.url("127.0.0.1")), redirects));
      assertThat(got.status()).isEqualTo(302);
      assertThat(server.connections()).isEqualTo(redirects + 1);
    }
  }

  @Test
  void fromHttpsToHttpIsRefused() throws Exception {
    TestCertificate certificate = TestCertificate.of("api.example.com");
    try (WireServer plain = WireServer.saying(WireServer.ok("plain"));
        WireServer server =
            new WireServer(
                certificate.listening(),
                (_, _, out) -> out.write(WireServer.redirect(302, plain.url("127.0.0.1")).getBytes(StandardCharsets.ISO_8859_1)))) {
      HttpBench secure = new HttpBench().trusting(TestCertificate.trusting(certificate)).named("api.example.com", "127.0.0.1");
      assertThat(secure.refused(Kind.DENIED, "https://api.example.com:" + server.port() + "/")).hasMessageContaining("from https to http");
      assertThat(plain.connections()).isZero();
    }
  }
}
