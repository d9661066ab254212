package dev.reeve.kernel.document;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads texts in tests and gives back what is wrong with them. */
final class Documents {

  private Documents() {}

  static List<String> problemsOfYaml(String text) {
    return problems(() -> YamlSource.parse("a.yaml", text));
  }

  static List<String> problemsOfToml(String text) {
    return problems(() -> TomlSource.parse("a.toml", text));
  }

  /** What a reader of the YAML tells, once the reading is done. */
  static List<String> problemsReading(String yaml, Consumer<Table> reader) {
    return problems(() -> read(yaml, reader));
  }

  static void read(String yaml, Consumer<Table> reader) {
    Problems problems = new Problems("a.yaml");
    reader.accept(Table.of(YamlSource.parse("a.yaml", yaml), problems));
    problems.throwIfAny();
  }

  /** Keys and values in turn; values may be null. */
  static Map<String, @Nullable Object> mapOf(@Nullable Object... keysAndValues) {
    Map<String, @Nullable Object> map = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return map;
  }

  private static List<String> problems(Runnable reading) {
    DocumentException refused = catchThrowableOfType(DocumentException.class, reading::run);
    return refused == null ? List.of() : refused.problems().stream().map(Problem::toString).toList();
  }
}
