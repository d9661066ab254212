package dev.reeve.capsules.toolsfiles;

import dev.reeve.capsule.HostFiles;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is answered of a file, folder or link: {@code name}, {@code kind} (file, folder, link or other), {@code size} in bytes and
 * {@code modified} (RFC 3339, UTC).
 */
final class EntryFields {

  /** JSON bytes of an entry without its name, at most. */
  static final int FRAME = 128;

  private EntryFields() {}

  static Map<String, @Nullable Object> of(HostFiles.Entry entry) {
    return Map.of("name", entry.name(), "kind", kind(entry), "size", entry.size(), "modified", entry.modified().toString());
  }

  static String kind(HostFiles.Entry entry) {
    return entry.kind().name().toLowerCase(Locale.ROOT);
  }
}
