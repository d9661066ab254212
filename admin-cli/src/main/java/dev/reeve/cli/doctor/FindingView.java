package dev.reeve.cli.doctor;

import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import java.util.List;

/** Checks and findings as programs read them. */
public final class FindingView {

  public static final TableView<Finding> FINDING =
      new TableView<Finding>(finding -> finding.check().id(), FindingView::json, List.of())
          .state("LEVEL", finding -> finding.level().name())
          .with("CHECK", finding -> finding.check().id())
          .with("FINDING", Finding::said)
          .with("TO DO", Finding::remedy);

  public static final TableView<Check> CHECK =
      new TableView<Check>(Check::id, FindingView::json, List.of())
          .with("CHECK", Check::id)
          .with("WITHOUT A KERNEL", Check::withoutKernel)
          .with("--FIX", check -> check.repairs().isEmpty() ? "no" : "yes")
          .with("LOOKS AT", Check::looksAt);

  private FindingView() {}

  static String json(Json style, Finding finding) {
    return new JsonObject(style)
        .text("id", finding.check().id())
        .text("level", finding.level().name())
        .text("finding", finding.said())
        .text("remedy", finding.remedy())
        .text("repair", finding.repair())
        .toString();
  }

  private static String json(Json style, Check check) {
    return new JsonObject(style)
        .text("id", check.id())
        .text("looksAt", check.looksAt())
        .text("withoutKernel", check.withoutKernel())
        .text("repairs", check.repairs())
        .toString();
  }
}
