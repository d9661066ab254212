package dev.reeve.capsules.toolshttp;

import static dev.reeve.capsule.CapsuleException.Kind.DENIED;
import static dev.reeve.capsule.CapsuleException.Kind.INVALID;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpToolsTest {

  private final LoopbackHttp http = new LoopbackHttp();
  private final HttpContext context = new HttpContext(http);
  private HttpServer server;
  private byte[] body = "grüezi".getBytes(UTF_8);

  /** Answers the body of the test, or what it was sent, with its method and content type as headers. */
  @BeforeEach
  void serve() throws IOException {
    new ToolsHttpCapsule().start(context);
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] sent = exchange.getRequestBody().readAllBytes();
          byte[] said = sent.length > 0 ? sent : body;
          exchange.getResponseHeaders().add("X-Method", exchange.getRequestMethod());
          exchange.getResponseHeaders().add("X-Type", String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")));
          boolean none = exchange.getRequestMethod().equals("HEAD") || said.length == 0;
          exchange.sendResponseHeaders(201, none ? -1 : said.length);
          if (!none) {
            exchange.getResponseBody().write(said);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/a";
  }

  private Map<String, @Nullable Object> call(String tool, Object... input) throws CapsuleException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("url", url());
    for (int i = 0; i < input.length; i += 2) {
      values.put((String) input[i], input[i + 1]);
    }
    Tool found = Objects.requireNonNull(context.tools.get(tool));
    return found.call(values);
  }

  @Test
  void getAnswersAllOfAnAnswer() throws Exception {
    Map<String, @Nullable Object> got = call("http/get");
    assertThat(got)
        .containsEntry("status", 201L).containsEntry("body", "grüezi").containsEntry("encoding", "utf-8").containsEntry("truncated", false)
        .containsEntry("url", url());
    assertThat(got.get("headers")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP).containsEntry("x-method", List.of("GET"));
    assertThat(http.last.maxBytes()).isEqualTo(65_536);
    assertThat(http.last.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(http.last.redirects()).isEqualTo(5);
    assertThat(http.last.headers()).isEmpty();
  }

  @Test
  void boundsAndHeadersArePassedOn() throws Exception {
    call("http/get", "headers", Map.of("Content-Type", "a/b"), "max_bytes", 10.0, "timeout_ms", 40_000L, "redirects", 0L);
    assertThat(http.last.headers()).containsExactly(Map.entry("Content-Type", "a/b"));
    assertThat(http.last.maxBytes()).isEqualTo(10);
    assertThat(http.last.timeout()).isEqualTo(Duration.ofSeconds(40));
    assertThat(http.last.redirects()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
  void requestSendsEveryMethodAndFollowsNothing(String method) throws Exception {
    Map<String, @Nullable Object> got = call("http/request", "method", method);
    assertThat(got.get("headers")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP).containsEntry("x-method", List.of(method));
    assertThat(http.last.redirects()).isZero();
  }

  @Test
  void aBodyIsTextOrBase64() throws Exception {
    assertThat(call("http/request", "method", "POST", "body", "für")).containsEntry("body", "für");
    assertThat(call("http/request", "method", "POST", "body", "AP8=", "encoding", "base64"))
        .containsEntry("body", "AP8=").containsEntry("encoding", "base64");
    assertRefused(INVALID, "body: is no base64", "http/request", "method", "POST", "body", "?", "encoding", "base64");
    assertRefused(INVALID, "encoding: must be", "http/request", "method", "POST", "encoding", "latin1");
  }

  @Test
  void whatIsNoTextComesAsBase64() throws Exception {
    body = "Zürich".getBytes(ISO_8859_1);
    assertThat(call("http/get")).containsEntry("encoding", "base64").containsEntry("body", Base64.getEncoder().encodeToString(body));
    body = new byte[0];
    assertThat(call("http/get")).containsEntry("encoding", "utf-8").containsEntry("body", "");
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6, 7, 8, 9, 10})
  void aCutLeavesNoHalfCharacter(long bytes) throws Exception {
    body = "aä€😀b".getBytes(UTF_8);
    Map<String, @Nullable Object> got = call("http/get", "max_bytes", bytes);
    assertThat(got).containsEntry("truncated", true).containsEntry("encoding", "utf-8");
    assertThat("aä€😀b").startsWith((String) Objects.requireNonNull(got.get("body")));
  }

  @Test
  void theLongestAnswerFitsWhatAToolMaySay() throws Exception {
    body = new byte[2 * 1024 * 1024];
    Map<String, @Nullable Object> got = call("http/get", "max_bytes", 2L * 1024 * 1024);
    assertThat(got).containsEntry("encoding", "base64").containsEntry("truncated", false);
    assertThat((String) got.get("body")).hasSizeLessThan(3 * 1024 * 1024);
  }

  @Test
  void whatTheHostRefusesIsPassedOn() {
    assertRefused(DENIED, "net:connect@api.example.com", "http/get", "url", "http://api.example.com/");
  }

  @Test
  void inputOutsideTheSchemaIsRefusedByKey() {
    assertRefused(INVALID, "url: must be a string", "http/get", "url", 1L);
    assertRefused(INVALID, "headers: must be an object", "http/get", "headers", "a: b");
    assertRefused(INVALID, "headers: must hold strings", "http/get", "headers", Map.of("a", 1L));
    assertRefused(INVALID, "max_bytes: must be 4 to 2097152", "http/get", "max_bytes", 3L);
    assertRefused(INVALID, "timeout_ms: must be 1 to 55000", "http/get", "timeout_ms", 55_001L);
    assertRefused(INVALID, "redirects: must be a whole number", "http/get", "redirects", 1.5);
    assertRefused(INVALID, "method: must be a string", "http/request");
  }

  private void assertRefused(CapsuleException.Kind kind, String words, String tool, Object... input) {
    assertThatThrownBy(() -> call(tool, input))
        .isInstanceOfSatisfying(CapsuleException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(words);
  }
}
