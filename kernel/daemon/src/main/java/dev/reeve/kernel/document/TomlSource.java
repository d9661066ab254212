package dev.reeve.kernel.document;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/** TOML 1.0 text to nodes, at most 1 MiB and 64 levels. */
public final class TomlSource {

  static final int MAX_BYTES = 1 << 20;
  static final int MAX_DEPTH = 64;
  private static final TomlParseOptions OPTIONS =
      TomlParseOptions.sourceless().withVersion(TomlVersion.V1_0_0).withMaxNestingDepth(MAX_DEPTH);

  private TomlSource() {}

  /** Throws {@link DocumentException} with all syntax errors and their positions. */
  public static Node.Mapping parse(String file, String text) {
    refuseOversize(file, text);
    TomlParseResult result = result(file, text);
    if (result.hasErrors()) {
      throw new DocumentException(
          result.errors().stream()
              .map(e -> new Problem(file, e.position().line(), e.position().column(), "", decapitalised(String.valueOf(e.getMessage()))))
              .toList());
    }
    return mapping(result, 1, 1);
  }

  /** The parser itself fails on some broken texts, such as a line break it half knows within a string. */
  private static TomlParseResult result(String file, String text) {
    try {
      return Toml.parse(text, OPTIONS);
    } catch (RuntimeException e) {
      throw (DocumentException) new DocumentException(List.of(new Problem(file, 1, 1, "", "cannot be read as TOML"))).initCause(e);
    }
  }

  static void refuseOversize(String file, String text) {
    if (text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new DocumentException(List.of(new Problem(file, 1, 1, "", "larger than 1 MiB")));
    }
  }

  private static String decapitalised(String message) {
    return message.isEmpty() ? message : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  private static Node.Mapping mapping(TomlTable table, int line, int column) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    for (String key : table.keySet()) {
      List<String> path = List.of(key);
      TomlPosition at = table.inputPositionOf(path);
      int keyLine = at == null ? line : at.line();
      int keyColumn = at == null ? column : at.column();
      Object value = table.get(path);
      if (value == null) {
        throw new IllegalStateException("a key without a value: " + key);
      }
      entries.put(key, new Node.Entry(key, keyLine, keyColumn, node(value, keyLine, keyColumn)));
    }
    return new Node.Mapping(entries, line, column);
  }

  private static Node node(Object value, int line, int column) {
    return switch (value) {
      case TomlTable table -> mapping(table, line, column);
      case TomlArray array -> {
        List<Node> items = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
          TomlPosition at = array.inputPositionOf(i);
          items.add(node(array.get(i), at == null ? line : at.line(), at == null ? column : at.column()));
        }
        yield new Node.Sequence(items, line, column);
      }
      default -> new Node.Scalar(value, line, column);
    };
  }
}
