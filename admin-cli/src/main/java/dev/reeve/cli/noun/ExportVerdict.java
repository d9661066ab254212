package dev.reeve.cli.noun;

import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.evidence.ExportVerification;
import java.util.List;

/**
 * What verifying an export of the audit chain found.
 *
 * @param keys against which the checkpoint's signature was checked, in words
 */
record ExportVerdict(ExportVerification found, String keys) {

  static final TableView<ExportVerdict> VIEW =
      new TableView<ExportVerdict>(ExportVerdict::word, ExportVerdict::json, List.of())
          .with("EXPORT", ExportVerdict::word)
          .with("RECORDS", v -> Long.toString(v.found().records()))
          .with("CHECKPOINT", v -> AuditViews.place(v.found().checkpoint()))
          .with("KEYS", ExportVerdict::keys)
          .with("FIRST BAD LINE", v -> AuditViews.place(v.found().firstBadLine()))
          .with("PROBLEM", ExportVerdict::problem);

  private String word() {
    return found.intact() ? "intact" : "broken";
  }

  private String problem() {
    String problem = found.problem();
    return problem == null ? "" : problem;
  }

  private static String json(Json style, ExportVerdict verdict) {
    ExportVerification found = verdict.found();
    return new JsonObject(style)
        .truth("intact", found.intact())
        .whole("records", found.records())
        .whole("checkpoint", found.checkpoint())
        .text("keys", verdict.keys())
        .text("problem", verdict.problem())
        .whole("firstBadLine", found.firstBadLine())
        .toString();
  }
}
