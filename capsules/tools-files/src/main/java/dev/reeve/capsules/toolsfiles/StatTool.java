package dev.reeve.capsules.toolsfiles;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import dev.reeve.capsule.Tool;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tool {@code files/stat}: what a path stands for, as {@link EntryFields} says; a link is not followed. */
final class StatTool implements Tool {

  private final HostFiles files;

  StatTool(HostFiles files) {
    this.files = files;
  }

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException {
    return EntryFields.of(files.stat(new Input(input).text("path")));
  }
}
