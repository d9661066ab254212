package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Intents whose outcome is not in the chain yet, by their effect ids, as far as records were shown. Not for several threads. */
final class OpenIntents {

  private final Map<String, Long> open = new LinkedHashMap<>();

  /** The effect a record is of; null where it is of none. */
  static @Nullable String effect(AuditRecord record) {
    Json.Members params = record.params();
    return params != null && params.values().get(AuditDraft.EFFECT) instanceof Json.Text text ? text.value() : null;
  }

  void accept(AuditRecord record) {
    String effect = effect(record);
    if (effect == null) {
      return;
    }
    switch (record.kind()) {
      case INTENT -> open.put(effect, record.seq());
      case OUTCOME -> open.remove(effect);
      case EVENT, CHECKPOINT, ROTATION -> {}
    }
  }

  /** Their sequences. */
  List<Long> sequences() {
    return List.copyOf(open.values());
  }
}
