package dev.reeve.kernel.approval;

import dev.reeve.kernel.json.JsonText;
import dev.reeve.v1.Danger;
import dev.reeve.v1.QuestionKind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What somebody outside is told of a question: that it waits, never what it holds.
 *
 * @param approval its id
 * @param asker name of the principal that asks
 * @param capabilities actions without resources, each once; what follows '@' is cut off. At most 64, further ones are left out
 * @param expiresAt until when it can be answered
 */
public record Notice(Event event, String approval, QuestionKind kind, String asker, Danger danger, List<String> capabilities, Instant expiresAt) {

  private static final int MOST = 64;

  /** What became of the question. */
  public enum Event {
    PENDING,
    ESCALATED
  }

  public Notice {
    capabilities = capabilities.stream().map(Notice::action).distinct().limit(MOST).toList();
  }

  private static String action(String capability) {
    int at = capability.indexOf('@');
    return at < 0 ? capability : capability.substring(0, at);
  }

  /** Its fields as they are told. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", event.name().toLowerCase(Locale.ROOT));
    fields.put("approval", approval);
    fields.put("kind", kind.name().replaceFirst("^QUESTION_KIND_", ""));
    fields.put("asker", asker);
    fields.put("danger", danger.name().replaceFirst("^DANGER_", ""));
    fields.put("capabilities", capabilities);
    fields.put("expires_at", expiresAt.toString());
    return fields;
  }

  /** One line of JSON, without its end. */
  String line() {
    return JsonText.write(fields());
  }
}
