package dev.reeve.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.capsule.CapsuleException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HostHttpTlsTest {

  private final TestCertificate authority = TestCertificate.of("authority");
  private final TestCertificate certificate = authority.issue("api.example.com", Instant.now().plus(Duration.ofDays(1)));
  private final HttpBench bench =
      new HttpBench()
          .trusting(TestCertificate.trusting(authority))
          .named("api.example.com", "127.0.0.1")
          .named("other.example.com", "127.0.0.1");

  private static WireServer serving(TestCertificate shown) throws Exception {
    return new WireServer(shown.listening(), (_, _, out) -> out.write(WireServer.ok("safe").getBytes(StandardCharsets.UTF_8)));
  }

  private static String url(WireServer server, String host) {
    return "https://" + host + ":" + server.port() + "/";
  }

  @Test
  void theNameOfTheUrlIsWhatTheCertificateMustShow() throws Exception {
    try (WireServer server = serving(certificate)) {
      assertThat(bench.get(url(server, "api.example.com")).status()).isEqualTo(200);
      assertThat(bench.get(url(server, "API.example.com")).status()).isEqualTo(200);
      assertThat(bench.refused(Kind.UNAVAILABLE, url(server, "other.example.com"))).hasMessageContaining("other.example.com");
      bench.refused(Kind.UNAVAILABLE, url(server, "127.0.0.1"));
      assertThat(server.requests).as("nothing was sent to whom the name is not").hasSize(2);
    }
  }

  @Test
  void anUntrustedOrExpiredCertificateIsRefused() throws Exception {
    TestCertificate expired = authority.issue("api.example.com", Instant.now().minus(Duration.ofDays(1)));
    try (WireServer unknown = serving(TestCertificate.of("api.example.com")); WireServer old = serving(expired)) {
      bench.refused(Kind.UNAVAILABLE, url(unknown, "api.example.com"));
      bench.refused(Kind.UNAVAILABLE, url(old, "api.example.com"));
      assertThat(unknown.requests).isEmpty();
      assertThat(old.requests).isEmpty();
    }
  }

  @Test
  void theServerIsToldTheName() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    try (SSLServerSocket listening = (SSLServerSocket) certificate.listening()) {
      Thread server =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try (SSLSocket connection = (SSLSocket) listening.accept()) {
                      connection.startHandshake();
                      for (SNIServerName name : ((ExtendedSSLSession) connection.getSession()).getRequestedServerNames()) {
                        told.add(((SNIHostName) name).getAsciiName());
                      }
                    } catch (IOException e) {
                      told.add(String.valueOf(e.getMessage()));
                    }
                  });
      bench.refused(Kind.UNAVAILABLE, "https://api.example.com:" + listening.getLocalPort() + "/");
      server.join();
      assertThat(told).containsExactly("api.example.com");
    }
  }

  @Test
  void aServerThatSpeaksNoTlsIsNoServer() throws Exception {
    try (WireServer plain = WireServer.saying(WireServer.ok("plain")); WireServer secure = serving(certificate)) {
      bench.refused(Kind.UNAVAILABLE, HttpBench.within(HttpBench.request("GET", url(plain, "api.example.com")), 10, Duration.ofSeconds(1)));
      assertThat(plain.requests).isEmpty();
      bench.refused(Kind.UNAVAILABLE, "http://api.example.com:" + secure.port() + "/");
    }
  }
}
