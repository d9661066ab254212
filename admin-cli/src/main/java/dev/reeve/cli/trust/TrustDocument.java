package dev.reeve.cli.trust;

import dev.reeve.cli.toml.TomlDocument;
import dev.reeve.cli.toml.TomlDocument.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tomlj.TomlPosition;

/**
 * The text of a {@code publishers.toml} and what it says.
 *
 * @param entries the publishers in the order of the file; empty where there is a problem
 * @param problems for any of which a kernel trusts nobody
 */
public record TrustDocument(String text, List<Entry> entries, List<Problem> problems) {

  static final int MAX_BYTES = 1 << 20;

  /**
   * A publisher and where it stands.
   *
   * @param line of its header, or of its brace where the publishers stand in one list; from 1
   */
  public record Entry(TrustedPublisher publisher, int line) {}

  public TrustDocument {
    entries = List.copyOf(entries);
    problems = List.copyOf(problems);
  }

  public static TrustDocument parse(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return new TrustDocument(text, List.of(), List.of(new Problem(1, 1, "larger than 1 MiB")));
    }
    TomlDocument document = TomlDocument.parse(text);
    List<Problem> problems = new ArrayList<>(document.problems());
    List<Entry> entries = new ArrayList<>();
    if (problems.isEmpty()) {
      List<TrustedPublisher> publishers = new PublisherReader(problems).read(document.root());
      for (int at = 0; at < publishers.size() && problems.isEmpty(); at++) {
        TomlPosition place = document.root().getArrayOrEmpty(List.of("publisher")).inputPositionOf(at);
        entries.add(new Entry(publishers.get(at), Objects.requireNonNull(place, "the parser knows where a table began").line()));
      }
    }
    return new TrustDocument(text, entries, problems);
  }

  List<TrustedPublisher> publishers() {
    return entries.stream().map(Entry::publisher).toList();
  }

  /** The one of that key. */
  public Optional<TrustedPublisher> byKey(String fingerprint) {
    return publishers().stream().filter(one -> one.key().equals(fingerprint)).findFirst();
  }
}
