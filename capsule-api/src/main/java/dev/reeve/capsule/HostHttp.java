package dev.reeve.capsule;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * HTTP and HTTPS of the host. Each address that is connected to needs {@code net:connect@HOST:PORT}, each hop of a redirect again. A name
 * that leads to a private, loopback, link-local or otherwise not public address is refused unless the permission names that address, as
 * itself or in a CIDR range.
 */
public interface HostHttp {

  /**
   * What is asked.
   *
   * @param method {@code GET}, {@code HEAD}, {@code POST}, {@code PUT}, {@code PATCH}, {@code DELETE} or {@code OPTIONS}
   * @param url absolute, {@code http} or {@code https}, without user part and fragment, at most 8,192 characters
   * @param headers at most 64 and 64 KiB, of printable ASCII; those that belong to the connection ({@code Host}, {@code Content-Length}, …)
   *     are refused; another origin than the URL's sees only those of content negotiation and {@code User-Agent}
   * @param body at most 4 MiB; empty: none
   * @param maxBytes of the answer's body that are kept, 1 to 4 MiB
   * @param timeout for all of it, redirects included, 1 ms to 55 s
   * @param redirects how many are followed, 0 to 10; the one after is the answer
   */
  record Request(String method, String url, Map<String, String> headers, byte[] body, int maxBytes, Duration timeout, int redirects) {}

  /**
   * What came back.
   *
   * @param headers by lower-case name
   * @param body its first bytes, after a content coding of gzip was undone
   * @param truncated whether there was more
   * @param url of the last hop
   */
  record Answer(int status, Map<String, List<String>> headers, byte[] body, boolean truncated, String url) {}

  /**
   * Sends a request and waits for its answer, whatever its status.
   *
   * @throws CapsuleException INVALID for what is no such request; DENIED for a host, an address or a hop that is not allowed; UNAVAILABLE
   *     when it cannot be reached or does not answer in time
   */
  Answer exchange(Request request) throws CapsuleException;
}
