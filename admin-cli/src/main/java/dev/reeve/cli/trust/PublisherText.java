package dev.reeve.cli.trust;

import dev.reeve.cli.trust.TrustedPublisher.Channel;
import java.util.ArrayList;
import java.util.List;

/** A publisher as an entry of {@code publishers.toml}. */
final class PublisherText {

  private static final int LINE_LENGTH = 120;

  private PublisherText() {}

  /** Its lines, without their ends. */
  static List<String> of(TrustedPublisher publisher) {
    List<String> lines = new ArrayList<>(List.of("[[publisher]]"));
    lines.add("name = " + quoted(publisher.name()));
    lines.add("key = " + quoted(publisher.key()));
    lines.add("max_isolation = " + quoted(publisher.isolation().word()));
    lines.addAll(patterns(publisher.allowed().stream().map(PublisherText::quoted).toList()));
    if (publisher.notAfter() != null) {
      lines.add("not_after = " + publisher.notAfter());
    }
    if (publisher.revoked()) {
      lines.add("revoked = true");
    }
    if (publisher.channel() != Channel.RELEASE) {
      lines.add("channel = " + quoted(publisher.channel().word()));
    }
    return lines;
  }

  private static List<String> patterns(List<String> quoted) {
    String line = "allowed_permissions = [" + String.join(", ", quoted) + "]";
    if (line.length() <= LINE_LENGTH) {
      return List.of(line);
    }
    List<String> lines = new ArrayList<>(List.of("allowed_permissions = ["));
    quoted.forEach(pattern -> lines.add("  " + pattern + ","));
    lines.add("]");
    return lines;
  }

  /** As a basic string of TOML; the text is one line of printable characters. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
