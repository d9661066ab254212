package dev.reeve.cli.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlTable;

/**
 * Names that {@code approvals.toml} names, by where they stand there.
 *
 * @param place such as {@code [tools]} or {@code [[ask]] "limits at night"}
 * @param answerers who may answer, {@code NAME} or {@code group:NAME}; empty: nobody in particular
 * @param late who may answer later
 * @param people principals it speaks of
 * @param groups groups it speaks of
 */
record AnsweringText(String place, List<String> answerers, List<String> late, List<String> people, List<String> groups) {

  private static final List<String> SOURCES = List.of("capsules", "tools", "hosts", "runs");

  /** The tables of the file; none where there is no file, or it is no TOML, or cannot be read, which is told. */
  static List<AnsweringText> read(Path etc, Report to) {
    TomlTable root = PolicyNames.root(etc.resolve("approvals.toml"), to);
    List<AnsweringText> all = new ArrayList<>();
    for (String source : SOURCES) {
      TomlTable table = PolicyText.table(root, source);
      if (table != null) {
        all.add(of("[" + source + "]", table, List.of()));
      }
    }
    for (TomlTable table : PolicyText.tables(root, "ask")) {
      all.add(of("[[ask]] \"" + PolicyText.string(table, "name") + "\"", table, PolicyText.strings(table, "principals")));
    }
    TomlTable told = PolicyText.table(root, "notify");
    String caller = told == null ? "" : PolicyText.string(told, "principal");
    if (!caller.isEmpty()) {
      all.add(of("[notify]", null, List.of(caller)));
    }
    return all;
  }

  private static AnsweringText of(String place, @Nullable TomlTable table, List<String> people) {
    return new AnsweringText(
        place, PolicyText.strings(table, "answerers"), PolicyText.strings(table, "escalate_to"), people, PolicyText.strings(table, "groups"));
  }
}
