package dev.reeve.capsules.kv;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Tool;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool {@code kv/put}: keeps a value. Answers {@code stored}, false only with {@code if_absent} where the key is there, and {@code
 * created}, whether the key is new.
 */
final class PutTool implements Tool {

  private final Values values;

  PutTool(Values values) {
    this.values = values;
  }

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException {
    Input read = new Input(input);
    String key = read.text("key");
    Object value = read.any("value");
    Values.Put put = read.flag("if_absent") ? values.putIfAbsent(key, value) : values.put(key, value);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("stored", put != Values.Put.PRESENT);
    answer.put("created", put == Values.Put.CREATED);
    return answer;
  }
}
