package dev.reeve.kernel.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** The content coding that is asked for and undone: gzip (RFC 9110 section 8.4.1.3). A body in another stays as it came. */
final class ContentCoding {

  static final String ACCEPTED = "gzip";

  private static final Set<String> NAMES = Set.of("gzip", "x-gzip");

  private ContentCoding() {}

  static boolean known(String coding) {
    return NAMES.contains(coding.strip().toLowerCase(Locale.ROOT));
  }

  /** The body without the coding; an empty one has none. It takes no more memory than is read of it. */
  static InputStream undone(InputStream coded) throws IOException {
    PushbackInputStream body = new PushbackInputStream(coded);
    int first = body.read();
    if (first < 0) {
      return body;
    }
    body.unread(first);
    return new GZIPInputStream(body);
  }
}
