package dev.reeve.capsules.toolshttp;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;

/** Real HTTP to this host, which stands for what the principal of the call may reach; it remembers what was asked. */
final class LoopbackHttp implements HostHttp {

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  Request last = new Request("", "", java.util.Map.of(), new byte[0], 0, java.time.Duration.ZERO, 0);

  @Override
  public Answer exchange(Request request) throws CapsuleException {
    last = request;
    URI uri = URI.create(request.url());
    if (!"127.0.0.1".equals(uri.getHost())) {
      throw new CapsuleException(CapsuleException.Kind.DENIED, "needs net:connect@" + uri.getAuthority());
    }
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri).timeout(request.timeout()).method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
    request.headers().forEach(builder::header);
    try {
      HttpResponse<byte[]> response = client.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
      boolean truncated = response.body().length > request.maxBytes();
      return new Answer(
          response.statusCode(), response.headers().map(),
          truncated ? Arrays.copyOf(response.body(), request.maxBytes()) : response.body(), truncated, response.uri().toString());
    } catch (IOException e) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "interrupted", e);
    }
  }
}
