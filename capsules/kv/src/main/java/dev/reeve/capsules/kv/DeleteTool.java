package dev.reeve.capsules.kv;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Tool;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tool {@code kv/delete}: forgets a key. Answers {@code deleted}, whether it was there. */
final class DeleteTool implements Tool {

  private final Values values;

  DeleteTool(Values values) {
    this.values = values;
  }

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException {
    return Map.of("deleted", values.delete(new Input(input).text("key")));
  }
}
