package dev.reeve.cli.bundle;

import dev.reeve.cli.toml.TomlDocument;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** A configuration as {@code key = value} lines in order of key: no comments, and no value whose key says that it is a secret. */
final class ConfigText {

  private ConfigText() {}

  static String of(TomlDocument document) {
    if (!document.problems().isEmpty()) {
      return document.problems().stream().map(problem -> "# " + problem + "\n").collect(Collectors.joining());
    }
    TomlTable root = document.root();
    StringBuilder text = new StringBuilder();
    for (String key : root.dottedKeySet().stream().sorted().toList()) {
      Object value = root.get(key);
      String said = Redaction.secret(key) || value == null ? Redaction.LEFT_OUT : value(value);
      text.append(key).append(" = ").append(said).append('\n');
    }
    return text.toString();
  }

  private static String value(Object value) {
    return switch (value) {
      case String text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      case TomlArray array -> array(array.toList());
      case TomlTable table -> table.dottedKeySet().toString();
      default -> value.toString();
    };
  }

  private static String array(List<Object> items) {
    StringJoiner all = new StringJoiner(", ", "[", "]");
    items.forEach(item -> all.add(value(item)));
    return all.toString();
  }
}
