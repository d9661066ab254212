package dev.reeve.capsules.kv;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Tool;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tool {@code kv/list}: answers {@code keys} in order and, where more follow, {@code next_after}, to be given as {@code after}. */
final class ListTool implements Tool {

  private static final int USUAL_KEYS = 100;
  private static final int MOST_KEYS = 1_000;

  private final Values values;

  ListTool(Values values) {
    this.values = values;
  }

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException {
    Input read = new Input(input);
    Values.Page page = values.keys(read.textOrEmpty("prefix"), read.textOrEmpty("after"), read.number("max", USUAL_KEYS, 1, MOST_KEYS));
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("keys", page.keys());
    if (page.more()) {
      answer.put("next_after", page.keys().getLast());
    }
    return answer;
  }
}
