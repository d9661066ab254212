package dev.reeve.kernel.capsule;

import dev.reeve.kernel.document.Problems;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.TomlSource;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher takes back: its own keys and jars.
 *
 * @param serial greater with each list of the publisher
 * @param notAfter from when on there must be a newer one; null: never
 * @param keys fingerprints
 * @param digests SHA-256 of jars
 */
record RevocationList(String publisher, long serial, @Nullable Instant notAfter, Set<String> keys, Set<String> digests) {

  private static final int VERSION = 1;
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /**
   * Reads the text.
   *
   * @throws dev.reeve.kernel.document.DocumentException with every problem and its place
   */
  static RevocationList parse(String file, String text) {
    Problems problems = new Problems(file);
    Table root = Table.of(TomlSource.parse(file, text), problems);
    if (root.integer("revocations_version", 1, Integer.MAX_VALUE) > VERSION) {
      root.problem("revocations_version", "is newer than this kernel, which knows " + VERSION);
    }
    RevocationList list =
        new RevocationList(
            root.string("publisher"), root.integer("serial", 1, Long.MAX_VALUE), root.optionalInstant("not_after"), all(root, "key"),
            all(root, "digest"));
    problems.throwIfAny();
    return list;
  }

  /** Every one of {@code [[revoked]]} that names such a thing; a reason is for people. */
  private static Set<String> all(Table root, String what) {
    Set<String> found = new LinkedHashSet<>();
    for (Table revoked : root.tables("revoked")) {
      String reason = revoked.optionalString("reason");
      String other = revoked.optionalString(what.equals("key") ? "digest" : "key");
      String hex = revoked.optionalString(what);
      if (hex == null) {
        if (other == null) {
          revoked.problem(what, "or the other of key and digest must be there" + (reason == null ? "" : " (" + reason + ")"));
        }
      } else if (HEX.matcher(hex).matches()) {
        found.add(hex);
      } else {
        revoked.problem(what, "must be 64 lower-case hexadecimal digits");
      }
    }
    return found;
  }
}
