package dev.reeve.capsules.kv;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Tool;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tool {@code kv/get}: answers {@code found} and, where it is, {@code value}. */
final class GetTool implements Tool {

  private final Values values;

  GetTool(Values values) {
    this.values = values;
  }

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException {
    Optional<String> text = values.text(new Input(input).text("key"));
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("found", text.isPresent());
    if (text.isPresent()) {
      answer.put("value", JsonReader.read(text.get()));
    }
    return answer;
  }
}
