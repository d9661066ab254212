package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.Json;
import dev.reeve.kernel.store.Effect;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one file a request is about to write, recorded before it is: so that a start after a crash can tell whether it was.
 *
 * @param before SHA-256 of its bytes as they were; empty where there was no file
 * @param after of its bytes as they will be; empty where it goes
 */
public record FilePlan(Path file, String before, String after) {

  private static final String METHOD = "file.planned";

  /** The record of it, joined to the request of this thread; null where no request is being served. */
  public @Nullable AuditDraft record() {
    if (!Effect.CURRENT.isBound()) {
      return null;
    }
    Map<String, Object> params =
        Map.of(AuditDraft.EFFECT, Effect.CURRENT.get().id(), "file", file.toString(), "before", before, "after", after);
    return AuditDraft.event("system", METHOD, String.valueOf(file.getFileName()), params, "OK", "");
  }

  /** The plan that a record tells of; null where it tells of none. */
  static @Nullable FilePlan of(AuditRecord record) {
    Json.Members params = record.params();
    if (!record.method().equals(METHOD) || params == null) {
      return null;
    }
    return new FilePlan(Path.of(text(params, "file")), text(params, "before"), text(params, "after"));
  }

  private static String text(Json.Members members, String name) {
    return members.values().get(name) instanceof Json.Text text ? text.value() : "";
  }
}
