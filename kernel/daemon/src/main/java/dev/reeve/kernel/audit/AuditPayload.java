package dev.reeve.kernel.audit;

import dev.reeve.kernel.json.JsonText;
import java.util.Map;
import java.util.TreeMap;

/** Events on their way through the store's outbox, as text. */
public final class AuditPayload {

  private AuditPayload() {}

  /** An event as the outbox keeps it; intents and outcomes of requests never go there. */
  public static String text(AuditDraft event) {
    if (event.kind() != AuditDraft.Kind.EVENT || event.outcome() == null) {
      throw new IllegalArgumentException("only events go through the outbox");
    }
    return JsonText.write(
        new TreeMap<>(
            Map.of(
                "principal", event.principal(),
                "method", event.method(),
                "target", event.target(),
                "params", event.params(),
                "code", event.outcome().code(),
                "summary", event.outcome().summary())));
  }

  /**
   * Reads {@link #text}.
   *
   * @throws IllegalArgumentException when it is something else
   */
  static AuditDraft read(String text) {
    try {
      Map<String, ?> values = JsonText.parseObject(text);
      Map<String, Object> params = new TreeMap<>();
      if (values.get("params") instanceof Map<?, ?> map) {
        map.forEach((name, value) -> params.put(String.valueOf(name), value));
      }
      return AuditDraft.event(
          string(values, "principal"), string(values, "method"), string(values, "target"), params, string(values, "code"), string(values, "summary"));
    } catch (JsonText.NotJsonException e) {
      throw new IllegalArgumentException("an outbox row is damaged", e);
    }
  }

  private static String string(Map<String, ?> values, String key) {
    if (values.get(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("an outbox row lacks '" + key + "'");
  }
}
