package dev.reeve.kernel.run;

import dev.reeve.kernel.json.JsonText;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one line of a run's standard output means: a JSON object with a known {@code type} is a message, all else is console text. */
sealed interface RunMessage {

  /** Longest path of an artifact, in characters. */
  int MAX_PATH = 1024;

  /** How far it is; {@code json} is the whole message. */
  record Progress(String json) implements RunMessage {}

  /** A result; the last one counts. */
  record Output(@Nullable Object value) implements RunMessage {}

  /** A line for the log; {@code json} is the whole message. */
  record Log(String json) implements RunMessage {}

  /** A file of the work folder that is to be kept; {@code json} is the message with its path alone. */
  record Artifact(String json) implements RunMessage {}

  /** A call of a tool; answered on standard input with the same id. */
  record ToolCall(Object id, String name, Map<String, @Nullable Object> input) implements RunMessage {}

  /** A question for a person; answered on standard input with the same id. {@code arguments}: JSON object as text. */
  record Ask(Object id, String topic, String description, String arguments) implements RunMessage {}

  /** A message that breaks the protocol; answered on standard input where it has an id. */
  record Malformed(@Nullable Object id, String why) implements RunMessage {}

  /** Console text. */
  record Text(String line) implements RunMessage {}

  /** Reads a line without its end. */
  static RunMessage of(String line) {
    if (!line.startsWith("{")) {
      return new Text(line);
    }
    Map<String, @Nullable Object> message;
    try {
      message = JsonText.parseObject(line);
    } catch (JsonText.NotJsonException e) {
      return new Text(line);
    }
    if (!(message.get("type") instanceof String type)) {
      return new Text(line);
    }
    return switch (type) {
      case "progress" -> new Progress(line);
      case "log" -> new Log(line);
      case "output" -> message.containsKey("value") ? new Output(message.get("value")) : new Malformed(null, "output: 'value' is missing");
      case "tool" -> toolCall(message);
      case "ask" -> ask(message);
      case "artifact" -> artifact(message);
      default -> new Text(line);
    };
  }

  /** The path in the data of an artifact's event. */
  static String pathOf(String json) {
    try {
      return String.valueOf(JsonText.parseObject(json).get("path"));
    } catch (JsonText.NotJsonException e) {
      throw new IllegalStateException("was written as JSON", e);
    }
  }

  private static RunMessage artifact(Map<String, @Nullable Object> message) {
    if (!(message.get("path") instanceof String path) || path.isEmpty() || path.length() > MAX_PATH) {
      return new Malformed(null, "artifact: 'path' is the path of a file in the work folder, at most " + MAX_PATH + " characters");
    }
    return new Artifact(JsonText.write(Map.of("path", path)));
  }

  private static boolean isId(@Nullable Object id) {
    return id instanceof Long || (id instanceof String text && text.length() <= 128);
  }

  private static RunMessage ask(Map<String, @Nullable Object> message) {
    Object id = message.get("id");
    if (id == null || !isId(id)) {
      return new Malformed(null, "ask: 'id' is a whole number or a text of at most 128 characters");
    }
    if (!(message.get("topic") instanceof String topic) || !(message.get("description") instanceof String description)) {
      return new Malformed(id, "ask: 'topic' and 'description' are texts");
    }
    if (!(message.getOrDefault("arguments", Map.of()) instanceof Map<?, ?> arguments)) {
      return new Malformed(id, "ask: 'arguments' is a JSON object");
    }
    return new Ask(id, topic, description, JsonText.write(arguments));
  }

  private static RunMessage toolCall(Map<String, @Nullable Object> message) {
    Object id = message.get("id");
    if (id == null || !isId(id)) {
      return new Malformed(null, "tool: 'id' is a whole number or a text of at most 128 characters");
    }
    if (!(message.get("name") instanceof String name)) {
      return new Malformed(id, "tool: 'name' is missing");
    }
    if (!(message.getOrDefault("input", Map.of()) instanceof Map<?, ?> input)) {
      return new Malformed(id, "tool: 'input' is a JSON object");
    }
    @SuppressWarnings("unchecked")
    Map<String, @Nullable Object> values = (Map<String, @Nullable Object>) input;
    return new ToolCall(id, name, values);
  }
}
