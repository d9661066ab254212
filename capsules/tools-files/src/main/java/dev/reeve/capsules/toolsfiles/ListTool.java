package dev.reeve.capsules.toolsfiles;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import dev.reeve.capsule.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool {@code files/list}: answers {@code entries}, sorted by name, each with {@code name}, {@code kind} (file, folder, link or
 * other), {@code size} in bytes and {@code modified} (RFC 3339, UTC).
 */
final class ListTool implements Tool {

  private static final int USUAL_ENTRIES = 1_000;
  private static final int MOST_ENTRIES = 10_000;

  /** JSON bytes of an entry without its name, at most. */
  private static final int ENTRY_FRAME = 128;

  private final HostFiles files;

  ListTool(HostFiles files) {
    this.files = files;
  }

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException {
    Input values = new Input(input);
    String path = values.text("path");
    int most = (int) values.number("max_entries", USUAL_ENTRIES, 1, MOST_ENTRIES);
    List<Map<String, Object>> entries = new ArrayList<>();
    int room = JsonSize.CONTENT;
    for (HostFiles.Entry entry : files.list(path, most)) {
      room -= ENTRY_FRAME + JsonSize.of(entry.name());
      if (room < 0) {
        throw new CapsuleException(CapsuleException.Kind.EXHAUSTED, "the names in " + path + " are more than one answer of 4 MiB holds");
      }
      entries.add(
          Map.of(
              "name", entry.name(),
              "kind", entry.kind().name().toLowerCase(Locale.ROOT),
              "size", entry.size(),
              "modified", entry.modified().toString()));
    }
    return Map.of("entries", entries);
  }
}
