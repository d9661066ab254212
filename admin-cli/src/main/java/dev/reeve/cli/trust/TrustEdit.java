package dev.reeve.cli.trust;

import dev.reeve.cli.file.TextDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Changes of the text of a {@code publishers.toml} that leave every other line as it is. Each answers empty where the text is of a shape
 * that lines cannot be cut out of or put into: what came of it is read again and must say exactly what was meant.
 */
final class TrustEdit {

  private static final Pattern REVOKED = Pattern.compile("(\\s*(?:revoked|\"revoked\"|'revoked')\\s*=\\s*)false(.*)", Pattern.DOTALL);

  private final TrustDocument before;
  private final List<String> lines;
  private final String eol;

  TrustEdit(TrustDocument before) {
    this.before = before;
    this.lines = TextDifference.lines(before.text());
    this.eol = !lines.isEmpty() && lines.getFirst().endsWith("\r\n") ? "\r\n" : "\n";
  }

  /** With another at the end. */
  Optional<TrustDocument> with(TrustedPublisher publisher) {
    List<String> after = new ArrayList<>(lines);
    if (!after.isEmpty() && !after.getLast().endsWith("\n")) {
      after.set(after.size() - 1, after.getLast() + eol);
    }
    if (!after.isEmpty() && !after.getLast().isBlank()) {
      after.add(eol);
    }
    PublisherText.of(publisher).forEach(line -> after.add(line + eol));
    return saying(after, Stream.concat(before.publishers().stream(), Stream.of(publisher)).toList());
  }

  /** Without one: its block, the comments that touch it, and the blank lines that set it apart. */
  Optional<TrustDocument> without(TrustDocument.Entry entry) {
    int header = entry.line() - 1;
    if (!isHeader(header)) {
      return Optional.empty();
    }
    int end = end(header);
    int from = firstComment(header);
    while (end < lines.size() && lines.get(end).isBlank()) {
      end++;
    }
    while (end == lines.size() && from > 0 && lines.get(from - 1).isBlank()) {
      from--;
    }
    List<String> after = new ArrayList<>(lines.subList(0, from));
    after.addAll(lines.subList(end, lines.size()));
    return saying(after, before.publishers().stream().filter(one -> !one.equals(entry.publisher())).toList());
  }

  /** With one revoked: its {@code revoked = false} turned, or a line put below its header. */
  Optional<TrustDocument> revoked(TrustDocument.Entry entry) {
    int header = entry.line() - 1;
    if (!isHeader(header)) {
      return Optional.empty();
    }
    List<String> after = new ArrayList<>(lines);
    boolean turned = false;
    for (int at = header + 1; at < next(header) && !turned; at++) {
      Matcher line = REVOKED.matcher(lines.get(at));
      turned = line.matches();
      if (turned) {
        after.set(at, line.group(1) + "true" + line.group(2));
      }
    }
    if (!turned) {
      after.add(header + 1, "revoked = true" + eol);
    }
    return saying(
        after, before.publishers().stream().map(one -> one.equals(entry.publisher()) ? one.asRevoked() : one).toList());
  }

  private static Optional<TrustDocument> saying(List<String> lines, List<TrustedPublisher> meant) {
    TrustDocument after = TrustDocument.parse(String.join("", lines));
    return after.problems().isEmpty() && after.publishers().equals(meant) ? Optional.of(after) : Optional.empty();
  }

  private boolean isHeader(int line) {
    return lines.get(line).stripLeading().startsWith("[[") && lines.get(line).endsWith("\n");
  }

  /** Where the next entry begins, or the text ends. */
  private int next(int header) {
    return before.entries().stream().mapToInt(entry -> entry.line() - 1).filter(line -> line > header).min().orElse(lines.size());
  }

  /** Behind the last line of a block: comments right below it are its own, unless they are right above the next header. */
  private int end(int header) {
    int next = next(header);
    int last = next - 1;
    while (last > header && (isComment(last) || lines.get(last).isBlank())) {
      last--;
    }
    int end = last + 1;
    while (end < next && isComment(end)) {
      end++;
    }
    return end == next && next < lines.size() ? last + 1 : end;
  }

  /** The first of the comments right above a header; what the text begins with is about the whole. */
  private int firstComment(int header) {
    int first = header;
    while (first > 0 && isComment(first - 1)) {
      first--;
    }
    return first == 0 ? header : first;
  }

  private boolean isComment(int line) {
    return lines.get(line).stripLeading().startsWith("#");
  }
}
