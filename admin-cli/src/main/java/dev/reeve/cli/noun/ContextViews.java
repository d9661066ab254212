package dev.reeve.cli.noun;

import dev.reeve.cli.config.Context;
import dev.reeve.cli.config.KernelAddress;
import dev.reeve.cli.config.Settings;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Contexts as they are shown. */
final class ContextViews {

  /**
   * A context and where it is written.
   *
   * @param named it is the one that is named
   * @param speaks it is the one that is used
   */
  record Row(Context context, String file, boolean named, boolean speaks) {

    private String mark() {
      return speaks ? "*" : named ? "(*)" : "";
    }
  }

  static final TableView<Row> CONTEXT =
      new TableView<Row>(row -> row.context().name(), ContextViews::json, List.of())
          .with("NAME", row -> row.context().name())
          .with("CURRENT", Row::mark)
          .with("KERNEL", row -> row.context().kernel().toString())
          .with("PRINCIPAL", row -> Optional.ofNullable(row.context().principal()).orElse(""))
          .with("KEY", row -> Optional.ofNullable(row.context().key()).orElse(""))
          .with("FILE", Row::file)
          .with("DESCRIPTION", row -> row.context().description());

  private ContextViews() {}

  /**
   * All contexts by their names; of two with one name the user's.
   *
   * @param now what the files say
   * @param counting what this line goes by
   */
  static List<Row> all(Settings now, Settings counting) {
    Map<String, Context> all = new LinkedHashMap<>(now.files().userSays().contexts());
    now.files().systemSays().contexts().forEach(all::putIfAbsent);
    return all.values().stream().sorted(Comparator.comparing(Context::name)).map(context -> row(context, now, counting)).toList();
  }

  static Row row(Context context, Settings now, Settings counting) {
    boolean users = now.files().userSays().contexts().containsKey(context.name());
    Context speaking = counting.context();
    return new Row(
        context,
        (users ? now.files().user() : now.files().system()).path().toString(),
        context.name().equals(counting.contextName()),
        speaking != null && speaking.name().equals(context.name()));
  }

  private static String json(Json style, Row row) {
    Context context = row.context();
    KernelAddress kernel = context.kernel();
    return new JsonObject(style)
        .text("name", context.name())
        .truth("named", row.named())
        .truth("used", row.speaks())
        .text(
            switch (kernel) {
              case KernelAddress.Socket _ -> "socket";
              case KernelAddress.Home _ -> "home";
              case KernelAddress.Remote _ -> "ssh";
            },
            kernel.toString())
        .text("principal", Optional.ofNullable(context.principal()).orElse(""))
        .text("key", Optional.ofNullable(context.key()).orElse(""))
        .text("description", context.description())
        .text("file", row.file())
        .toString();
  }
}
