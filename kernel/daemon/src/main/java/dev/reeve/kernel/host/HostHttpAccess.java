package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.HostHttp;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * HTTP of the host for capsules. Redirects are followed here, one exchange each, and each is checked as if it had been asked for. What says
 * why something failed never holds a header's value: it may be a secret.
 */
final class HostHttpAccess implements HostHttp {

  private static final int MAX_BODY = 4 * 1024 * 1024;
  private static final int MAX_REDIRECTS = 10;
  private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
  private static final Duration MAX_TIMEOUT = Duration.ofSeconds(55);
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final HttpReach reach;
  private final Supplier<SSLContext> trust;

  /** With the names and the certificate authorities of this host. */
  HostHttpAccess(HostRights rights) {
    this(rights, NameLookup.SYSTEM, HostHttpAccess::trusted);
  }

  HostHttpAccess(HostRights rights, NameLookup names, Supplier<SSLContext> trust) {
    this.reach = new HttpReach(rights, names);
    this.trust = trust;
  }

  private static SSLContext trusted() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  @Override
  public Answer exchange(Request request) throws CapsuleException {
    check(request);
    Deadline deadline = Deadline.in(request.timeout());
    Hop hop = new Hop(HttpTarget.parse(request.url()), request.method(), HttpFields.of(request.headers()), request.body().clone());
    List<InetAddress> addresses = reach.addresses(hop.target(), deadline);
    for (int left = request.redirects(); ; left--) {
      Answer answer = answer(hop, addresses, request.maxBytes(), left > 0, deadline);
      List<String> locations = answer.headers().getOrDefault("location", List.of());
      if (left == 0 || !Hop.redirects(answer.status()) || locations.isEmpty()) {
        return answer;
      }
      hop = hop.redirected(answer.status(), locations.getFirst());
      addresses = next(hop.target(), deadline);
    }
  }

  /** What a server leads to is no mistake of who asked. */
  private List<InetAddress> next(HttpTarget target, Deadline deadline) throws CapsuleException {
    try {
      return reach.addresses(target, deadline);
    } catch (CapsuleException e) {
      Kind kind = e.kind() == Kind.INVALID ? Kind.DENIED : e.kind();
      throw new CapsuleException(kind, "a redirect was not followed: " + e.getMessage());
    }
  }

  private static void check(Request request) throws CapsuleException {
    require(METHODS.contains(request.method()), "a method is one of " + METHODS.stream().sorted().toList());
    require(request.body().length <= MAX_BODY, "a body has at most " + MAX_BODY + " bytes");
    require(request.maxBytes() >= 1 && request.maxBytes() <= MAX_BODY, "1 to " + MAX_BODY + " bytes of an answer can be kept");
    require(
        request.timeout().compareTo(MIN_TIMEOUT) >= 0 && request.timeout().compareTo(MAX_TIMEOUT) <= 0,
        "a timeout is 1 ms to " + MAX_TIMEOUT.toSeconds() + " s");
    require(request.redirects() >= 0 && request.redirects() <= MAX_REDIRECTS, "0 to " + MAX_REDIRECTS + " redirects can be followed");
  }

  private static void require(boolean holds, String rule) throws CapsuleException {
    if (!holds) {
      throw new CapsuleException(Kind.INVALID, rule);
    }
  }

  private Answer answer(Hop hop, List<InetAddress> addresses, int maxBytes, boolean follow, Deadline deadline) throws CapsuleException {
    HttpExchange exchange = new HttpExchange(hop.target(), addresses, trust);
    try {
      return deadline.await(
          Thread.ofVirtual(),
          () -> exchange.send(hop.method(), hop.fields(), hop.body(), maxBytes, follow, deadline.left()),
          exchange::close);
    } catch (IOException e) {
      throw new CapsuleException(Kind.UNAVAILABLE, hop.target().resource() + " " + reason(e));
    }
  }

  /** Only the network's and TLS's own words are repeated: what is said about a message may quote it. */
  private static String reason(IOException failure) {
    return switch (failure) {
      case SSLException tls -> "cannot be trusted or does not speak TLS: " + tls.getMessage();
      case SocketTimeoutException _ -> "did not answer in time";
      case SocketException network -> "cannot be reached or broke off: " + network.getMessage();
      case EOFException _ -> "broke off";
      default -> "broke off or answered something that is no HTTP within the bounds";
    };
  }
}
