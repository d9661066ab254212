package dev.reeve.kernel.capsule;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.document.Problems;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.TomlSource;
import dev.reeve.kernel.document.TomlText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code publishers.toml}: whom the operator trusts. */
final class PublishersFile {

  private static final int VERSION = 1;
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

  private PublishersFile() {}

  /**
   * Reads the text.
   *
   * @throws dev.reeve.kernel.document.DocumentException with every problem and its place
   */
  static List<Publisher> parse(String file, String text) {
    Problems problems = new Problems(file);
    Table root = Table.of(TomlSource.parse(file, text), problems);
    if (root.integer("trust_version", 1, Integer.MAX_VALUE) > VERSION) {
      root.problem("trust_version", "is newer than this kernel, which knows " + VERSION);
    }
    List<Publisher> publishers = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (Table table : root.tables("publisher")) {
      String key = table.string("key");
      if (!FINGERPRINT.matcher(key).matches()) {
        table.problem("key", "must be 64 lower-case hexadecimal digits, the SHA-256 of the public key");
      } else if (!keys.add(key)) {
        table.problem("key", "stands here twice");
      }
      String isolation = table.optionalChoice("max_isolation", List.of("process", "in-kernel"));
      String channel = table.optionalChoice("channel", List.of("release", "development"));
      publishers.add(
          new Publisher(
              table.string("name"),
              key,
              "in-kernel".equals(isolation),
              table.list("allowed_permissions", CapabilityPattern::parse),
              table.optionalInstant("not_after"),
              table.bool("revoked", false),
              "development".equals(channel)));
    }
    problems.throwIfAny();
    return publishers;
  }

  /** A file with one publisher. */
  static String write(Publisher publisher) {
    return new TomlText()
        .comment("Whose capsules this kernel takes. It takes changes up by itself.")
        .put("trust_version", VERSION)
        .element("publisher")
        .put("name", publisher.name())
        .put("key", publisher.key())
        .put("max_isolation", publisher.inKernel() ? "in-kernel" : "process")
        .put("allowed_permissions", publisher.allowedPermissions().stream().map(CapabilityPattern::text).toList())
        .put("channel", publisher.development() ? "development" : "release")
        .toString();
  }
}
