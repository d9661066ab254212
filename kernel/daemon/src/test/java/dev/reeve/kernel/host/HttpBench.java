package dev.reeve.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.HostHttp;
import dev.reeve.kernel.approval.Gate;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** HTTP of the host for {@code ada} and a capsule, with names that lead where a test wants. */
final class HttpBench {

  private final Map<String, Deque<List<InetAddress>>> names = new HashMap<>();
  final AtomicInteger lookups = new AtomicInteger();
  private List<CapabilityPattern> permissions = patterns("net:connect", "net:connect@127.0.0.1");
  private Policy policy = Principals.policy("net:connect", "net:connect@127.0.0.1");
  private SSLContext trust = TestCertificate.trusting();

  private static List<CapabilityPattern> patterns(String... texts) {
    return Stream.of(texts).map(CapabilityPattern::parse).toList();
  }

  HttpBench permitted(String... texts) {
    permissions = patterns(texts);
    return this;
  }

  HttpBench granted(String... texts) {
    policy = Principals.policy(texts);
    return this;
  }

  /** Takes rights away from the principal. */
  HttpBench revoked(String... texts) {
    Profile ada = Principals.profile("ada", "net:connect").withRevokes(patterns(texts));
    policy = Policy.of(1, List.of(), List.of(ada), Map.of());
    return this;
  }

  HttpBench trusting(SSLContext context) {
    trust = context;
    return this;
  }

  /** What the next lookup of a name answers; the last answer stays. */
  HttpBench named(String name, String... addresses) {
    names.computeIfAbsent(name, _ -> new ArrayDeque<>()).add(Stream.of(addresses).map(InetAddress::ofLiteral).toList());
    return this;
  }

  private synchronized List<InetAddress> lookedUp(String name) throws UnknownHostException {
    lookups.incrementAndGet();
    Deque<List<InetAddress>> answers = names.get(name);
    if (answers == null) {
      throw new UnknownHostException(name);
    }
    return answers.size() > 1 ? answers.remove() : answers.element();
  }

  HostRights rights() {
    return new HostRights("guest", permissions, () -> policy, Gate.closed(), Principals.NOW);
  }

  HttpReach reach() {
    return new HttpReach(rights(), this::lookedUp);
  }

  HostHttp http() {
    return new HostHttpAccess(rights(), this::lookedUp, () -> trust);
  }

  HostHttp.Answer get(String url) throws CapsuleException {
    return exchange(request("GET", url));
  }

  HostHttp.Answer exchange(HostHttp.Request request) throws CapsuleException {
    HostHttp http = http();
    return ScopedValue.where(Caller.CURRENT, Principals.caller()).call(() -> http.exchange(request));
  }

  static HostHttp.Request request(String method, String url) {
    return new HostHttp.Request(method, url, Map.of(), new byte[0], 1024 * 1024, Duration.ofSeconds(30), 5);
  }

  static HostHttp.Request with(HostHttp.Request request, Map<String, String> headers, String body) {
    return new HostHttp.Request(
        request.method(), request.url(), headers, body.getBytes(StandardCharsets.ISO_8859_1), request.maxBytes(),
        request.timeout(), request.redirects());
  }

  static HostHttp.Request within(HostHttp.Request request, int maxBytes, Duration timeout) {
    return new HostHttp.Request(
        request.method(), request.url(), request.headers(), request.body(), maxBytes, timeout, request.redirects());
  }

  static HostHttp.Request following(HostHttp.Request request, int redirects) {
    return new HostHttp.Request(
        request.method(), request.url(), request.headers(), request.body(), request.maxBytes(), request.timeout(), redirects);
  }

  CapsuleException refused(Kind kind, String url) {
    return refused(kind, request("GET", url));
  }

  CapsuleException refused(Kind kind, HostHttp.Request request) {
    CapsuleException refused = catchThrowableOfType(CapsuleException.class, () -> exchange(request));
    assertThat(refused).as("%s %s", request.method(), request.url()).isNotNull();
    assertThat(refused.kind()).as("%s: %s", request.url(), refused.getMessage()).isEqualTo(kind);
    return refused;
  }
}
