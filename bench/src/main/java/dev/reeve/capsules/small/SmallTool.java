package dev.reeve.capsules.small;

import dev.reeve.capsule.Tool;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers the same whatever it is given. */
public final class SmallTool implements Tool {

  private static final Map<String, @Nullable Object> ANSWER = Map.of("answer", "yes", "count", 42L, "tags", List.of("a", "b"));

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) {
    return ANSWER;
  }
}
