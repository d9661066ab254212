package dev.reeve.kernel.host;

import static dev.reeve.kernel.host.HttpBench.request;
import static dev.reeve.kernel.host.HttpBench.with;
import static dev.reeve.kernel.host.HttpBench.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.kernel.authority.Caller;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that misbehave. */
@Timeout(60)
final class HostHttpFailureTest {

  private static final Duration SHORT = Duration.ofMillis(400);
  private static final String SECRET = "s3cr3t";

  private final HttpBench bench = new HttpBench();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private CapsuleException given(WireServer server, Duration timeout) {
    return bench.refused(Kind.UNAVAILABLE, within(request("GET", server.url("127.0.0.1")), 1024, timeout));
  }

  /** The server says this and then waits until the other side hangs up. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "H", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nX: y", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123",
        "HTTP/1.1 200 OK\r\n\r\nuntil the end", "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\u001f\u008b"
      })
  void whereverAServerStopsTheDeadlineClosesTheConnection(String said) throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    WireServer.Script script =
        (_, in, out) -> {
          out.write(bytes(said));
          out.flush();
          try {
            assertThat(in.read()).isNegative();
          } finally {
            gone.countDown();
          }
        };
    try (WireServer server = new WireServer(script)) {
      assertThat(given(server, SHORT)).hasMessage("no whole answer came within 400 ms");
      gone.await();
    }
  }

  @Test
  void aServerThatNeverEndsTheHandshakeIsGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      bench.refused(Kind.UNAVAILABLE, within(request("GET", "https://127.0.0.1:" + silent.getLocalPort() + "/"), 10, SHORT));
      try (Socket connection = silent.accept()) {
        assertThat(connection.getInputStream().readAllBytes()).as("it hung up").isNotNull();
      }
    }
  }

  @Test
  void interimAnswersWithoutEndMeetTheDeadline() throws Exception {
    WireServer.Script script =
        (_, _, out) -> {
          while (true) {
            out.write(bytes("HTTP/1.1 103 Early Hints\r\n\r\n"));
          }
        };
    try (WireServer server = new WireServer(script)) {
      given(server, SHORT);
      server.ended.await();
    }
  }

  @Test
  void anEndlessRowOfEmptyPackedPartsMeetsTheDeadline() throws Exception {
    ByteArrayOutputStream empty = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(empty)) {
      out.flush();
    }
    WireServer.Script script =
        (_, _, out) -> {
          out.write(bytes("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"));
          while (true) {
            out.write(empty.toByteArray());
          }
        };
    try (WireServer server = new WireServer(script)) {
      given(server, SHORT);
      server.ended.await();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "x: y\r\n", "x:\r\n y", " ", "\r\n"})
  void headersWithoutEndAreCutOff(String piece) throws Exception {
    WireServer.Script script =
        (_, _, out) -> {
          out.write(bytes(piece.equals("\r\n") ? "" : "HTTP/1.1 200 OK\r\nX-Token: "));
          while (true) {
            out.write(bytes(piece));
          }
        };
    try (WireServer server = new WireServer(script)) {
      assertThat(given(server, Duration.ofSeconds(30))).hasMessageEndingWith("broke off or answered something that is no HTTP within the bounds");
      server.ended.await();
    }
  }

  @Test
  void manyLongHeadersAreTooMuch() throws Exception {
    String headers = ("X: " + "y".repeat(15_000) + "\r\n").repeat(20);
    try (WireServer server = WireServer.saying("HTTP/1.1 200 OK\r\n" + headers + "Content-Length: 0\r\n\r\n")) {
      assertThat(given(server, Duration.ofSeconds(30))).hasMessageContaining("headers of more than");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123", ""
      })
  void aConnectionThatEndsOrIsResetInTheMiddleIsAFailure(String said) throws Exception {
    try (WireServer ending = WireServer.saying(said)) {
      assertThat(given(ending, Duration.ofSeconds(30))).hasMessageNotContaining(SECRET);
    }
    try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      CompletableFuture<Void> reset = new CompletableFuture<>();
      Thread.ofPlatform().daemon().start(() -> reset(listening, said, reset));
      bench.refused(Kind.UNAVAILABLE, "http://127.0.0.1:" + listening.getLocalPort() + "/");
      reset.join();
    }
  }

  private static void reset(ServerSocket listening, String said, CompletableFuture<Void> done) {
    try (Socket connection = listening.accept()) {
      assertThat(connection.getInputStream().read()).isEqualTo('G');
      connection.getOutputStream().write(bytes(said));
      connection.setSoLinger(true, 0);
    } catch (IOException e) {
      done.completeExceptionally(e);
    }
    done.complete(null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.9\r\n", "HTTP/9.9 s3cr3t\r\n\r\n", "HTTP/1.1 abc s3cr3t\r\n\r\n", "HTTP/1.1 200 OK\r\ns3cr3t\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: s3cr3t\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: s3cr3t\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ns3cr3t\r\n"
      })
  void whatIsNoHttpIsAFailureThatRepeatsNothing(String said) throws Exception {
    try (WireServer server = WireServer.saying(said)) {
      assertThat(bench.refused(Kind.UNAVAILABLE, with(request("GET", server.url("127.0.0.1")), Map.of("Authorization", SECRET), "")))
          .hasMessageNotContaining(SECRET)
          .hasNoCause();
    }
  }

  @Test
  void nobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    assertThat(bench.refused(Kind.UNAVAILABLE, "http://127.0.0.1:" + port + "/")).hasMessageContaining("127.0.0.1:" + port);
  }

  @Test
  void aLookupThatHangsMeetsTheDeadline() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    HostHttpAccess http =
        new HostHttpAccess(
            bench.rights(),
            _ -> {
              try {
                hanging.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return List.of();
            },
            TestCertificate::trusting);
    CompletableFuture<CapsuleException> refused = new CompletableFuture<>();
    ScopedValue.where(Caller.CURRENT, Principals.caller())
        .run(
            () -> {
              try {
                http.exchange(within(request("GET", "http://api.example.com/"), 1, SHORT));
              } catch (CapsuleException e) {
                refused.complete(e);
              }
            });
    assertThat(refused).isCompletedWithValueMatching(e -> e.kind() == Kind.UNAVAILABLE);
    hanging.countDown();
  }

  @Test
  void anInterruptEndsTheExchangeAndIsKept() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    WireServer.Script script =
        (_, in, _) -> {
          asked.countDown();
          try {
            assertThat(in.read()).isNegative();
          } finally {
            gone.countDown();
          }
        };
    try (WireServer server = new WireServer(script)) {
      CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
      Thread guest =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    assertThat(given(server, Duration.ofSeconds(50))).hasMessage("interrupted");
                    stillInterrupted.complete(Thread.currentThread().isInterrupted());
                  });
      asked.await();
      guest.interrupt();
      assertThat(stillInterrupted.join()).isTrue();
      gone.await();
    }
  }
}
