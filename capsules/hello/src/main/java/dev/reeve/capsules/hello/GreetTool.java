package dev.reeve.capsules.hello;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Tool;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tool {@code hello/greet}: takes {@code {"name": …}}, answers {@code {"greeting": …}}. */
final class GreetTool implements Tool {

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException {
    if (!(input.get("name") instanceof String name)) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "name: must be a string");
    }
    return Map.of("greeting", Greeting.of(name));
  }
}
