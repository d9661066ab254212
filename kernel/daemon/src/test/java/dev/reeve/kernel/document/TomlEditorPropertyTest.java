package dev.reeve.kernel.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random edits on random texts: what is read back is the model, and every line no edit touched is there as it was. */
class TomlEditorPropertyTest {

  private static final int TEXTS = 1500;
  private static final int EDITS = 6;

  /** Lines of a text and the path of what they say; an empty path for comments by themselves. */
  private record Statement(List<String> path, String text) {}

  private final Random random = new Random(20260131);
  private int comments;

  @Test
  void theModelIsReadBackAndUntouchedLinesStay() {
    for (int round = 0; round < TEXTS; round++) {
      List<Statement> statements = statements();
      String before = String.join("", statements.stream().map(Statement::text).toList());
      before = random.nextInt(4) == 0 ? before.replace("\n", "\r\n") : before;
      boolean cut = random.nextInt(4) == 0 && before.endsWith("\n");
      before = cut ? before.stripTrailing() : before;
      String eol = before.contains("\r\n") ? "\r\n" : "\n";
      Map<String, Object> model = read(before);
      TomlEditor editor = new TomlEditor("a.toml", before);
      List<List<String>> touched = new ArrayList<>();
      for (int edit = 0; edit < EDITS; edit++) {
        touched.add(edit(editor, model));
        String after = editor.text();
        assertThat(read(after)).as("round %s, edits %s of%n%s%ngave%n%s", round, touched, before, after).isEqualTo(model);
      }
      String after = editor.text();
      int at = 0;
      for (Statement statement : statements) {
        String lines = statement.text().replace("\n", eol).stripTrailing();
        if (touched.stream().noneMatch(path -> near(path, statement.path())) && !lines.isEmpty()) {
          int found = after.indexOf(lines, at);
          assertThat(found).as("round %s: '%s' is gone or moved after %s of%n%s%nwhich gave%n%s", round, lines, touched, before, after)
              .isNotNegative();
          at = found + lines.length();
        }
      }
    }
  }

  @Test
  void whateverIsTomlIsReadWholeAndEveryKeyIsFound() {
    String marks = "\"'[]{}.,=# \n\r\t\\abc1-_:é\0";
    int valid = 0;
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder(String.join("", statements().stream().map(Statement::text).toList()));
      for (int edits = random.nextInt(4); edits >= 0 && !text.isEmpty(); edits--) {
        int at = random.nextInt(text.length());
        text.replace(at, at + random.nextInt(2), String.valueOf(marks.charAt(random.nextInt(marks.length()))));
      }
      Node.Mapping read;
      try {
        read = TomlSource.parse("a.toml", text.toString());
      } catch (DocumentException _) {
        continue;
      }
      valid++;
      TomlEditor editor = new TomlEditor("a.toml", text.toString());
      assertThat(editor.text()).isEqualTo(text.toString());
      find(editor, read, List.of(), text);
    }
    assertThat(valid).isGreaterThan(500);
  }

  private static void find(TomlEditor editor, Node node, List<String> path, CharSequence text) {
    assertThat(editor.has(path.toArray(String[]::new))).as("%s in%n%s", path, text).isTrue();
    if (node instanceof Node.Mapping mapping) {
      mapping.entries().forEach((key, entry) -> find(editor, entry.value(), TomlPlace.Table.with(path, key), text));
    }
  }

  private static boolean near(List<String> one, List<String> other) {
    int shorter = Math.min(one.size(), other.size());
    return one.subList(0, shorter).equals(other.subList(0, shorter));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> read(String text) {
    return (Map<String, Object>) Objects.requireNonNull(TomlSource.parse("a.toml", text).plain());
  }

  /** Changes text and model alike; the path that was touched. */
  @SuppressWarnings("unchecked")
  private List<String> edit(TomlEditor editor, Map<String, Object> model) {
    List<String> tables = List.of("", "t", "u", "v", "d", "i", "n");
    String name = tables.get(random.nextInt(tables.size()));
    if (name.equals("n") || (name.equals("v") && random.nextBoolean())) {
      return editElements(editor, model, random.nextBoolean() ? "e" : "f");
    }
    if (!name.isEmpty() && random.nextInt(6) == 0) {
      assertThat(editor.remove(List.of(name))).isEqualTo(model.remove(name) != null);
      return List.of(name);
    }
    Map<String, Object> table =
        name.isEmpty() ? model : (Map<String, Object>) model.computeIfAbsent(name, _ -> new LinkedHashMap<String, Object>());
    boolean made = !name.isEmpty() && table.isEmpty();
    String key = name + "k" + random.nextInt(6);
    List<String> path = name.isEmpty() ? List.of(key) : List.of(name, key);
    if (random.nextInt(3) == 0 && !made) {
      assertThat(editor.remove(path)).isEqualTo(table.remove(key) != null);
      if (name.equals("d") && table.isEmpty() && !editor.text().contains("[d]")) {
        model.remove(name);
      }
      return path;
    }
    Object value = random.nextBoolean() && table.get(key) instanceof List<?> list ? changed((List<Object>) list) : value();
    editor.set(path, value);
    table.put(key, value);
    return path;
  }

  @SuppressWarnings("unchecked")
  private List<String> editElements(TomlEditor editor, Map<String, Object> model, String name) {
    List<Object> elements = (List<Object>) model.computeIfAbsent(name, _ -> new ArrayList<>());
    if (elements.isEmpty() || random.nextInt(3) == 0) {
      Map<String, Object> element = new LinkedHashMap<>();
      element.put("x", value());
      element.put("s", new LinkedHashMap<>(Map.of("y", value())));
      editor.append(List.of(name), element);
      elements.add(element);
      return List.of(name);
    }
    int number = random.nextInt(elements.size());
    List<String> path = List.of(name, Integer.toString(number));
    if (random.nextInt(3) == 0 && elements.size() > 1) {
      assertThat(editor.remove(path)).isTrue();
      elements.remove(number);
    } else {
      Object value = value();
      editor.set(List.of(name, Integer.toString(number), "z"), value);
      ((Map<String, Object>) elements.get(number)).put("z", value);
    }
    return List.of(name);
  }

  private List<Object> changed(List<Object> list) {
    List<Object> changed = new ArrayList<>(list);
    if (!changed.isEmpty() && random.nextBoolean()) {
      changed.remove(random.nextInt(changed.size()));
    }
    if (random.nextInt(3) == 0 && changed.size() > 1) {
      changed.addFirst(changed.removeLast());
    }
    if (random.nextBoolean()) {
      changed.add(random.nextInt(changed.size() + 1), random.nextBoolean() ? word() : (Object) random.nextLong());
    }
    return changed;
  }

  private Object value() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextBoolean();
      case 2 -> word();
      default -> changed(changed(new ArrayList<>(List.of(word(), word()))));
    };
  }

  private String word() {
    List<String> words = List.of("a", "#", "it's", "\"", "\\", "]", "}", ",", "a\nb", "ü", "", "= 1", "[x]", "'''", "self:*");
    return words.get(random.nextInt(words.size())) + (random.nextBoolean() ? random.nextInt(9) : "");
  }

  private List<Statement> statements() {
    List<Statement> all = new ArrayList<>();
    gap(all);
    keys(all, List.of(), "");
    if (random.nextBoolean()) {
      add(all, List.of("i"), "i = " + inline("i") + comment());
    }
    if (random.nextBoolean()) {
      keys(all, List.of("d"), "d . ");
    }
    if (random.nextInt(3) == 0) {
      add(all, List.of("f"), "f = [" + space() + inline("") + "," + space() + inline("") + space() + "]" + comment());
    }
    gap(all);
    for (String table : List.of("t", "e", "u", "e", "v")) {
      if (random.nextInt(4) == 0) {
        continue;
      }
      boolean element = table.equals("e");
      String about = random.nextInt(3) == 0 ? "# c" + comments++ + "\n" : "";
      all.add(new Statement(List.of(table), about));
      all.add(new Statement(List.of(table), (element ? "[[" : "[") + "  " + table + (element ? " ]]" : "]") + comment()));
      keys(all, List.of(table), "");
      gap(all);
    }
    return all;
  }

  private void keys(List<Statement> all, List<String> table, String prefix) {
    for (int i = 0; i < 6; i++) {
      if (random.nextBoolean()) {
        String key = String.join("", table) + "k" + i;
        List<String> path = new ArrayList<>(table);
        path.add(key);
        String spelt = random.nextInt(4) == 0 ? "\"" + key + "\"" : key;
        add(all, path, (random.nextInt(4) == 0 ? "  " : "") + prefix + spelt + (random.nextBoolean() ? " = " : "=") + text() + comment());
      }
    }
  }

  private void gap(List<Statement> all) {
    while (random.nextInt(3) == 0) {
      all.add(new Statement(List.of("-"), "\n"));
      if (random.nextBoolean()) {
        all.add(new Statement(List.of("-"), "# c" + comments++ + "\n\n"));
      }
    }
  }

  private void add(List<Statement> all, List<String> path, String text) {
    all.add(new Statement(path, text));
  }

  private String inline(String table) {
    return "{ " + table + "k0 = " + flat() + ",   \"" + table + "k1\"=" + flat() + "}";
  }

  private String text() {
    return switch (random.nextInt(7)) {
      case 0 -> "\"\"\"\n# no comment " + comments++ + "\n\\\"\"\" \"\"\"";
      case 1 -> "'''[#'x''''";
      case 2 -> "[" + space() + flat() + space() + "," + space() + flat() + "," + space() + "]";
      case 3 -> "[" + space() + "]";
      case 4 -> "[" + flat() + "," + flat() + space() + "]";
      default -> flat();
    };
  }

  private String space() {
    return switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> " ";
      case 2 -> "\n\t";
      default -> " # c" + comments++ + "\n  # ] c" + comments++ + "\n  ";
    };
  }

  private String flat() {
    List<String> words = List.of("1", "0x1F", "1_000", "true", "\"a # b\"", "'x\\'", "\"\\u0041\\\"\"", "2.5", "\"\"", "''");
    return words.get(random.nextInt(words.size()));
  }

  private String comment() {
    return random.nextBoolean() ? "\n" : " # c" + comments++ + "\n";
  }
}
