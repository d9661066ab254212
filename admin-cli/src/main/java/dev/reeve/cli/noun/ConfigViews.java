package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.config.ConfigChange;
import dev.reeve.cli.config.ConfigProblem;
import dev.reeve.cli.config.Said;
import dev.reeve.cli.config.Setting;
import dev.reeve.cli.config.Settings;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings, what is wrong with them, and changes of their files, as they are shown. */
final class ConfigViews {

  /**
   * A setting, and what is said of it.
   *
   * @param said first what counts
   */
  record Row(Setting setting, List<Said> said) {

    static Row of(Setting setting, Settings settings) {
      return new Row(setting, settings.all(setting));
    }

    private Optional<Said> counting() {
      return said.stream().findFirst();
    }

    String value() {
      return counting().map(Said::value).orElse("");
    }

    String source() {
      return counting().map(ConfigViews::source).orElse("not set");
    }

    private String json(Json style) {
      return style.object(members(style, this));
    }
  }

  /** A whole text with the settings it is made of. */
  record Defaults(String text, List<Setting> settings) {}

  static final TableView<Row> SETTING =
      new TableView<Row>(row -> row.setting().key(), (style, row) -> row.json(style), List.of())
          .with("KEY", row -> row.setting().key())
          .with("VALUE", Row::value)
          .with("SOURCE", Row::source);

  static final TableView<Row> EXPLAINED =
      new TableView<Row>(row -> row.setting().key(), ConfigViews::explained, List.of())
          .with("KEY", row -> row.setting().key())
          .with("VALUE", Row::value)
          .with("SOURCE", Row::source)
          .with("WHAT", row -> row.setting().description())
          .with("KIND", row -> row.setting().kind().word())
          .with("OPTION", row -> row.setting().flag())
          .with("VARIABLE", row -> row.setting().variable())
          .with("BUILT IN", row -> Optional.ofNullable(row.setting().builtIn()).orElse(""));

  static final TableView<Said> SAID =
      new TableView<Said>(Said::where, ConfigViews::json, List.of())
          .with("BY", said -> said.layer().word())
          .with("WHERE", Said::where)
          .with("VALUE", Said::value);

  static final TableView<ConfigProblem> PROBLEM =
      new TableView<ConfigProblem>(ConfigProblem::where, ConfigViews::json, List.of())
          .with("WHERE", problem -> problem.where() + (problem.line() == 0 ? "" : ":" + problem.line() + ":" + problem.column()))
          .with("PROBLEM", ConfigProblem::said);

  static final TableView<Defaults> DEFAULTS = new TableView<Defaults>(defaults -> "", ConfigViews::json, List.of());

  private static final TableView<ConfigChange> CHANGE =
      new TableView<ConfigChange>(change -> change.file().toString(), ConfigViews::json, List.of());

  private ConfigViews() {}

  private static String source(Said said) {
    return said.layer().word() + (said.where().isEmpty() ? "" : " " + said.where());
  }

  private static Map<String, String> members(Json style, Row row) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("key", Json.text(row.setting().key()));
    members.put("value", row.said().isEmpty() ? "null" : Json.text(row.value()));
    members.put("source", row.said().isEmpty() ? "null" : json(style, row.said().getFirst()));
    return members;
  }

  private static String explained(Json style, Row row) {
    Map<String, String> members = members(style, row);
    about(members, row.setting());
    members.put("said", style.array(row.said().stream().map(said -> json(style, said)).toList()));
    return style.object(members);
  }

  private static void about(Map<String, String> members, Setting setting) {
    String builtIn = setting.builtIn();
    members.put("description", Json.text(setting.description()));
    members.put("kind", Json.text(setting.kind().word()));
    members.put("option", Json.text(setting.flag()));
    members.put("variable", Json.text(setting.variable()));
    members.put("builtIn", builtIn == null ? "null" : Json.text(builtIn));
  }

  private static String json(Json style, Said said) {
    return new JsonObject(style).text("by", said.layer().word()).text("where", said.where()).text("value", said.value()).toString();
  }

  private static String json(Json style, ConfigProblem problem) {
    return new JsonObject(style)
        .text("where", problem.where())
        .small("line", problem.line())
        .small("column", problem.column())
        .text("problem", problem.said())
        .toString();
  }

  private static String json(Json style, Defaults defaults) {
    List<String> settings =
        defaults.settings().stream()
            .map(
                setting -> {
                  Map<String, String> members = new LinkedHashMap<>();
                  members.put("key", Json.text(setting.key()));
                  about(members, setting);
                  return style.object(members);
                })
            .toList();
    Map<String, String> members = new LinkedHashMap<>();
    members.put("settings", style.array(settings));
    members.put("text", Json.text(defaults.text()));
    return style.object(members);
  }

  private static String json(Json style, ConfigChange change) {
    return new JsonObject(style)
        .text("file", change.file().toString())
        .text("change", change.what())
        .truth("changed", change.changed())
        .truth("dryRun", change.dryRun())
        .text("backup", change.backup())
        .text("difference", change.difference())
        .toString();
  }

  /** Tells people what was changed, or shows them what would be; programs get the whole. */
  static void tell(ConfigChange change, Invocation call) {
    if (!call.output().table()) {
      call.output().one(change, CHANGE);
      return;
    }
    if (!change.changed()) {
      call.tell("nothing changed in " + change.file());
    } else {
      call.tell((change.dryRun() ? "would " : "done: ") + change.what() + ", in " + change.file());
      if (!change.backup().isEmpty()) {
        call.tell("what it was " + (change.dryRun() ? "would be" : "is") + " kept in " + change.backup());
      }
    }
    if (change.dryRun()) {
      change.difference().lines().forEach(call.output()::line);
    }
  }
}
