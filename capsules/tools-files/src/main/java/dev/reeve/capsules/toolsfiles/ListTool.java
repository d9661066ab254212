package dev.reeve.capsules.toolsfiles;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import dev.reeve.capsule.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool {@code files/list}: answers {@code entries}, sorted by name, each as {@link EntryFields} says.
 */
final class ListTool implements Tool {

  private static final int USUAL_ENTRIES = 1_000;
  private static final int MOST_ENTRIES = 10_000;

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
      room -= EntryFields.FRAME + JsonSize.of(entry.name());
      if (room < 0) {
        throw new CapsuleException(CapsuleException.Kind.EXHAUSTED, "the names in " + path + " are more than one answer of 4 MiB holds");
      }
      entries.add(EntryFields.of(entry));
    }
    return Map.of("entries", entries);
  }
}
