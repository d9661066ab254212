package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import java.util.Set;

/** One request on the way that redirects lead. */
record Hop(HttpTarget target, String method, HttpFields fields, byte[] body) {

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> KEEPING_THE_METHOD = Set.of(307, 308);

  static boolean redirects(int status) {
    return REDIRECTS.contains(status);
  }

  /**
   * The request that follows. 307 and 308 repeat method and body, any other asks with GET, or HEAD where it was HEAD (RFC 9110 section
   * 15.4). Another origin sees only headers that are no secret. DENIED from https to http, and for a location that is no such URL.
   */
  Hop redirected(int status, String location) throws CapsuleException {
    HttpTarget next = target.resolve(location);
    if (target.secure() && !next.secure()) {
      throw new CapsuleException(Kind.DENIED, "a redirect from " + target.resource() + " leads from https to http");
    }
    HttpFields kept = next.sameOrigin(target) ? fields : fields.forAnybody();
    if (KEEPING_THE_METHOD.contains(status)) {
      return new Hop(next, method, kept, body);
    }
    return new Hop(next, method.equals("HEAD") ? "HEAD" : "GET", kept.withoutContent(), new byte[0]);
  }
}
