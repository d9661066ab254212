package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.HostHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.Timeout;

/**
 * One request and its answer over a connection of its own, made to none but the given addresses and closed at the end. No proxy, cookie,
 * credential or retry takes part.
 */
final class HttpExchange {

  private static final int MAX_LINE = 16 * 1024;
  private static final int MAX_FIELDS = 128;
  private static final int MAX_FIELDS_SIZE = 128 * 1024;
  /** Both names of the one content coding that is asked for and undone; a body in another stays as it came. */
  private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

  private final HttpTarget target;
  private final List<InetAddress> addresses;
  private final Supplier<SSLContext> trust;
  private final List<Socket> sockets = new ArrayList<>();
  private boolean closed;

  HttpExchange(HttpTarget target, List<InetAddress> addresses, Supplier<SSLContext> trust) {
    this.target = target;
    this.addresses = List.copyOf(addresses);
    this.trust = trust;
  }

  /**
   * Sends and waits.
   *
   * @param maxBytes of the body that are kept
   * @param follow whether the body of a redirect is not wanted
   * @param timeout for the attempts to connect, all together
   */
  HostHttp.Answer send(String method, HttpFields fields, byte[] body, int maxBytes, boolean follow, Duration timeout)
      throws IOException, CapsuleException {
    try (CloseableHttpClient client = client(timeout.dividedBy(addresses.size()))) {
      try {
        ClassicHttpResponse response = client.executeOpen(host(), request(method, fields, body), null);
        boolean followed = follow && Hop.redirects(response.getCode()) && response.containsHeader("location");
        return answer(response, followed ? 0 : maxBytes);
      } finally {
        close();
      }
    }
  }

  /** Ends it wherever it stands: the connection is closed and none is made any more. */
  void close() {
    for (Socket socket : ended()) {
      try {
        socket.close();
      } catch (IOException e) {
        System.getLogger("reeve.capsule").log(System.Logger.Level.DEBUG, "a connection did not close: {0}", e.getMessage());
      }
    }
  }

  private synchronized List<Socket> ended() {
    closed = true;
    return List.copyOf(sockets);
  }

  private synchronized Socket opened() throws IOException {
    if (closed) {
      throw new SocketException("the exchange has ended");
    }
    Socket socket = new Socket(Proxy.NO_PROXY);
    sockets.add(socket);
    return socket;
  }

  private HttpHost host() {
    return new HttpHost(target.scheme(), target.host(), target.port());
  }

  private ClassicHttpRequest request(String method, HttpFields fields, byte[] body) {
    ClassicHttpRequest request = new BasicClassicHttpRequest(method, host(), target.path());
    request.setAuthority(new URIAuthority(target.host(), target.usualPort() ? -1 : target.port()));
    fields.values().forEach(request::setHeader);
    if (!fields.values().containsKey("accept-encoding")) {
      request.setHeader("accept-encoding", "gzip");
    }
    if (!fields.values().containsKey("user-agent")) {
      request.setHeader("user-agent", "reeve");
    }
    request.setHeader("connection", "close");
    if (body.length > 0) {
      request.setEntity(new ByteArrayEntity(body, null));
    }
    return request;
  }

  private HostHttp.Answer answer(ClassicHttpResponse response, int maxBytes) throws IOException, CapsuleException {
    Map<String, List<String>> headers = new TreeMap<>();
    int size = 0;
    for (Header header : response.getHeaders()) {
      String value = header.getValue() == null ? "" : header.getValue();
      size += header.getName().length() + value.length();
      headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>()).add(value);
    }
    if (size > MAX_FIELDS_SIZE) {
      throw new CapsuleException(Kind.UNAVAILABLE, target.resource() + " answered headers of more than " + MAX_FIELDS_SIZE + " bytes");
    }
    HttpEntity entity = response.getEntity();
    if (entity == null || maxBytes == 0) {
      return new HostHttp.Answer(response.getCode(), headers, new byte[0], false, target.url());
    }
    InputStream body = entity.getContent();
    List<String> codings = headers.getOrDefault("content-encoding", List.of());
    if (codings.size() == 1 && GZIP.contains(codings.getFirst().strip().toLowerCase(Locale.ROOT))) {
      headers.remove("content-encoding");
      headers.remove("content-length");
      try (InputStream unpacked = new GzipBody(body)) {
        return answer(response.getCode(), headers, unpacked.readNBytes(maxBytes + 1), maxBytes);
      }
    }
    return answer(response.getCode(), headers, body.readNBytes(maxBytes + 1), maxBytes);
  }

  private HostHttp.Answer answer(int status, Map<String, List<String>> headers, byte[] read, int maxBytes) {
    boolean truncated = read.length > maxBytes;
    return new HostHttp.Answer(status, headers, truncated ? Arrays.copyOf(read, maxBytes) : read, truncated, target.url());
  }

  private CloseableHttpClient client(Duration each) {
    return HttpClientBuilder.create()
        .setConnectionManager(connections(each))
        .setRoutePlanner((host, _) -> new HttpRoute(host, null, target.secure()))
        .setConnectionReuseStrategy((_, _, _) -> false)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setAuthenticationEnabled(false)
                .setContentCompressionEnabled(false)
                .setExpectContinueEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .setRedirectsEnabled(false)
                .build())
        .disableAuthCaching()
        .disableAutomaticRetries()
        .disableConnectionState()
        .disableContentCompression()
        .disableCookieManagement()
        .disableDefaultUserAgent()
        .disableRedirectHandling()
        .build();
  }

  private HttpClientConnectionManager connections(Duration each) {
    DefaultHttpClientConnectionOperator operator =
        new DefaultHttpClientConnectionOperator(
            _ -> opened(),
            DefaultSchemePortResolver.INSTANCE,
            new Given(),
            scheme -> scheme.equals("https") ? new DefaultClientTlsStrategy(trust.get()) : null);
    Http1Config bounds = Http1Config.custom().setMaxLineLength(MAX_LINE).setMaxHeaderCount(MAX_FIELDS).build();
    BasicHttpClientConnectionManager connections =
        new BasicHttpClientConnectionManager(operator, ManagedHttpClientConnectionFactory.builder().http1Config(bounds).build());
    connections.setConnectionConfig(ConnectionConfig.custom().setConnectTimeout(Timeout.of(each)).build());
    return connections;
  }

  /** Resolves the target's host to the given addresses and nothing else. */
  private final class Given implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      if (!host.equals(target.host())) {
        throw new UnknownHostException("another host than was checked");
      }
      return addresses.toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
