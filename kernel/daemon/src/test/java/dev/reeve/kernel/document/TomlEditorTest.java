package dev.reeve.kernel.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TomlEditorTest {

  private static Arguments row(String name, String before, Consumer<TomlEditor> edit, String after) {
    return Arguments.of(name, before, edit, after);
  }

  private static List<String> at(String path) {
    return Arrays.asList(path.split("/"));
  }

  private static Consumer<TomlEditor> set(String path, Object value) {
    return editor -> editor.set(at(path), value);
  }

  private static Consumer<TomlEditor> remove(String path) {
    return editor -> assertThat(editor.remove(at(path))).isTrue();
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        row("value", "a = 1 # one\nb=  'x'\t# two\n", set("b", "y"), "a = 1 # one\nb=  'y'\t# two\n"),
        row("quotes", "b = 'x'\n", set("b", "it's"), "b = \"it's\"\n"),
        row("same value, other spelling", "a = 0x10\n", set("a", 16L), "a = 0x10\n"),
        row("type", "a = 1 # c\n", set("a", true), "a = true # c\n"),
        row("time", "a = 2026-01-31 12:00:00Z#c\n", set("a", Instant.EPOCH), "a = 1970-01-01T00:00:00Z#c\n"),
        row("long string", "a = \"\"\"x\n# no comment\n\\\"\"\"\"\"\nb = 1\n", set("a", "z"), "a = \"z\"\nb = 1\n"),
        row("long literal", "a = '''\n'x'''''\nb = 1\n", set("b", 2), "a = '''\n'x'''''\nb = 2\n"),
        row("no final line end", "a = 1\nb = 2", set("b", 3), "a = 1\nb = 3"),
        row("added without final line end", "a = 1", set("b", 3), "a = 1\nb = 3"),
        row("line ends", "a = 1\r\n\r\n[t]\r\n", set("t/b", List.of("x")), "a = 1\r\n\r\n[t]\r\nb = [\"x\"]\r\n"),
        row("empty file", "", set("a", 1), "a = 1\n"),
        row("only a comment", "# mine\n", set("a", 1), "# mine\na = 1\n"),
        row("before the first table", "[t]\nx = 1\n", set("a", 1), "a = 1\n\n[t]\nx = 1\n"),
        row("end of table", "[t]\n  x = 1\n\n# of u\n[u]\n", set("t/y", 2), "[t]\n  x = 1\n  y = 2\n\n# of u\n[u]\n"),
        row("comment right below", "[t]\nx = 1\n# z = 3\n\n[u]\n", set("t/y", 2), "[t]\nx = 1\n# z = 3\ny = 2\n\n[u]\n"),
        row("new table", "a = 1\n", set("t/y", 2), "a = 1\n\n[t]\ny = 2\n"),
        row("new table among its own", "[g.a]\nx = 1\n\n# late\n\n[z]\n", set("g.b".replace('.', '/') + "/x", 2),
            "[g.a]\nx = 1\n\n[g.b]\nx = 2\n\n# late\n\n[z]\n"),
        row("strange key", "[g]\n", set("g/a b/x", 2), "[g]\n\n[g.\"a b\"]\nx = 2\n"),
        row("quoted key", "\"a\\u0062\" . 'c d' = 1\n", set("ab/c d", 2), "\"a\\u0062\" . 'c d' = 2\n"),
        row("dotted", "auth.uids = [1] # me\nz = 1\n", set("auth/gids", List.of(2L)), "auth.uids = [1] # me\nauth.gids = [2]\nz = 1\n"),
        row("dotted deeper", "auth.uids = [1]\n", set("auth/s/t", 1), "auth.uids = [1]\nauth.s.t = 1\n"),
        row("inline", "auth = { uids = [1] } # me\n", set("auth/gids", List.of(2)), "auth = { uids = [1], gids = [2] } # me\n"),
        row("inline value", "auth = {uids = [1],x=2}\n", set("auth/x", 3), "auth = {uids = [1],x=3}\n"),
        row("empty inline", "auth = {}\n", set("auth/x", 3), "auth = { x = 3 }\n"),
        row("remove key", "a = 1 # one\n# of b\nb = 2 # two\nc = 3\n", remove("b"), "a = 1 # one\n# of b\nc = 3\n"),
        row("remove inline key", "t = { a = 1, b = 2 }\n", remove("t/b"), "t = { a = 1 }\n"),
        row("remove first inline key", "t = {a = 1, b = 2}\n", remove("t/a"), "t = {b = 2}\n"),
        row("remove dotted table", "t.a = 1\nx = 1\nt.b = 2\n", remove("t"), "x = 1\n"),
        row("remove long list", "a = [ # x\n  1,\n]\nb = 2\n", remove("a"), "b = 2\n"));
  }

  static Stream<Arguments> lists() {
    String lines = "l = [\n  # first\n  \"a\", # of a\n\n  'b',\n  \"c\", # of c\n  # end\n] # l\n";
    return Stream.of(
        row("append to lines", lines, set("l", List.of("a", "b", "c", "d")), lines.replace("  # end", "  \"d\",\n  # end")),
        row("remove a line", lines, set("l", List.of("a", "b")), lines.replace("  \"c\", # of c\n", "")),
        row("remove the first line", lines, set("l", List.of("b", "c")), lines.replace("  \"a\", # of a\n", "")),
        row("remove all lines", lines, set("l", List.of()), "l = [\n  # first\n  # end\n] # l\n"),
        row("lines take their comments along", lines, set("l", List.of("c", "b", "a")),
            "l = [\n  \"c\", # of c\n\n  'b',\n  # first\n  \"a\", # of a\n  # end\n] # l\n"),
        row("no comma at the end", "l = [\n  1,\n  2 # two\n]\n", set("l", List.of(1L, 2L, 3L)), "l = [\n  1,\n  2, # two\n  3\n]\n"),
        row("one line", "l = [ \"a\",\"b\" ] # c\n", set("l", List.of("b", "x")), "l = [ \"b\", \"x\" ] # c\n"),
        row("one line less", "l = [\"a\", \"b\"]\n", set("l", List.of("a")), "l = [\"a\"]\n"),
        row("literal strings", "l = ['a']\n", set("l", List.of("a", "b")), "l = ['a', 'b']\n"),
        row("empty list", "l = []\n", set("l", List.of("a")), "l = [\"a\"]\n"),
        row("empty list of lines", "l = [ # none\n]\n", set("l", List.of("a")), "l = [ # none\n  \"a\",\n]\n"),
        row("several a line", "l = [\n  1, 2, # two\n  3]\n", set("l", List.of(2)), "l = [\n  2 # two\n]\n"),
        row("comment before the comma", "l = [\n  1 # one\n  , 2\n]\n", set("l", List.of(1)), "l = [\n  1 # one\n  \n]\n"),
        row("twice the same", "l = [1, 1, 2]\n", set("l", List.of(1, 2)), "l = [1, 2]\n"),
        row("too long for a line", "l = [\"" + "x".repeat(100) + "\"]\n", set("l", List.of("x".repeat(100), "y".repeat(30))),
            "l = [\n  \"" + "x".repeat(100) + "\",\n  \"" + "y".repeat(30) + "\",\n]\n"),
        row("lines of another system", "l = [\r\n\t1, # a\r\n]\r\n", set("l", List.of(1, 2)), "l = [\r\n\t1, # a\r\n\t2,\r\n]\r\n"),
        row("list for a word", "l = 1 # c\n", set("l", List.of(1)), "l = [1] # c\n"));
  }

  static Stream<Arguments> tables() {
    String two =
        """
        a = 1

        # of the first
        [[g]] # 1
        x = 1

        [g.s]
        y = 1

        # of the second
        [[g]] # 2
        x = 2

        # ---- rest ----

        [z]
        """;
    Map<String, Object> third = new java.util.LinkedHashMap<>();
    third.put("x", 3);
    third.put("s", Map.of("y", 3));
    return Stream.of(
        row("remove the first element", two, remove("g/0"), "a = 1\n\n# of the second\n[[g]] # 2\nx = 2\n\n# ---- rest ----\n\n[z]\n"),
        row("remove the last element", two, remove("g/1"),
            "a = 1\n\n# of the first\n[[g]] # 1\nx = 1\n\n[g.s]\ny = 1\n\n\n# ---- rest ----\n\n[z]\n"),
        row("remove all elements", two, remove("g"), "a = 1\n\n\n# ---- rest ----\n\n[z]\n"),
        row("set in an element", two, set("g/1/x", 5), two.replace("x = 2", "x = 5")),
        row("add in an element", two, set("g/0/z", 5), two.replaceFirst("x = 1\n", "x = 1\nz = 5\n")),
        row("table of an element", two, set("g/1/s/y", 5), two.replace("x = 2\n", "x = 2\n\n[g.s]\ny = 5\n")),
        row("append an element", two, editor -> editor.append(at("g"), third),
            two.replace("x = 2\n", "x = 2\n\n[[g]]\nx = 3\n\n[g.s]\ny = 3\n")),
        row("first element", "a = 1\n", editor -> editor.append(at("t/g"), Map.of("x", 1)), "a = 1\n\n[[t.g]]\nx = 1\n"),
        row("element inline", "g = [{x = 1}] # c\n", editor -> editor.append(at("g"), third),
            "g = [{x = 1}, { x = 3, s = { y = 3 } }] # c\n"),
        row("element of an empty list", "g = [] # c\n", editor -> editor.append(at("g"), Map.of("x", 1)).set(at("g/0/x"), 2),
            "g = [{ x = 2 }] # c\n"),
        row("element in a dotted table", "t.a = 1\n", editor -> editor.append(at("t/g"), Map.of("x", 1)), "t.a = 1\nt.g = [{ x = 1 }]\n"),
        row("set in an inline element", "g = [\n  {x = 1}, # one\n  {x = 2}, # two\n]\n", set("g/1/x", 3),
            "g = [\n  {x = 1}, # one\n  {x = 3}, # two\n]\n"),
        row("remove an inline element", "g = [\n  {x = 1}, # one\n  {x = 2}, # two\n]\n", remove("g/0"), "g = [\n  {x = 2}, # two\n]\n"),
        row("remove a table and those in it", "[t]\na = 1\n[t.u]\nb = 1\n[v]\n[t.w]\n", remove("t"), "[v]\n"),
        row("remove the last table", "a = 1\n\n[t]\nb = 1\n", remove("t"), "a = 1\n"),
        row("the comment of the file stays", "# mine\n[t]\nb = 1\n", remove("t"), "# mine\n"),
        row("remove and add", "[t]\nb = 1\n", editor -> editor.set(at("t/c"), 1).set(at("u/c"), 1), "[t]\nb = 1\nc = 1\n\n[u]\nc = 1\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"keys", "lists", "tables"})
  void changesWhatMustChange(String name, String before, Consumer<TomlEditor> edit, String after) {
    TomlEditor editor = new TomlEditor("a.toml", before);
    assertThat(editor.text()).as(name).isEqualTo(before);
    edit.accept(editor);
    assertThat(editor.text()).as(name).isEqualTo(after);
    assertThat(new TomlEditor("a.toml", after).text()).isEqualTo(after);
  }

  @Test
  void refusesWhatNoEditCanDo() {
    TomlEditor editor = new TomlEditor("a.toml", "a = 1\n[t]\nb = 1\n[[g]]\n");
    assertThatThrownBy(() -> editor.set(at("t"), 1)).isInstanceOf(IllegalArgumentException.class).hasMessage("a table stands at t");
    assertThatThrownBy(() -> editor.set(at("a/b"), 1)).isInstanceOf(IllegalArgumentException.class).hasMessage("no table stands at a");
    assertThatThrownBy(() -> editor.set(at("g/7/b"), 1)).isInstanceOf(IllegalArgumentException.class).hasMessage("no table stands at g");
    assertThatThrownBy(() -> editor.set(at("u/b"), 1.5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> editor.append(at("a"), Map.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> editor.append(at("n"), Map.of("x", "\ud800"))).isInstanceOf(IllegalArgumentException.class);
    assertThat(editor.remove(at("nothing"))).isFalse();
    assertThat(editor.text()).isEqualTo("a = 1\n[t]\nb = 1\n[[g]]\n");
  }

  @Test
  void refusesWhatIsNoToml() {
    assertThatThrownBy(() -> new TomlEditor("a.toml", "a = \n")).isInstanceOf(DocumentException.class);
    assertThatThrownBy(() -> new TomlEditor("a.toml", "\ufeffa = 1\n")).hasMessage(
        "a.toml:1:1: starts with a byte order mark; wanted: plain UTF-8");
  }

  @Test
  void tellsWhatStandsThere() {
    TomlEditor editor = new TomlEditor("a.toml", "l = [\"a\", 'b', \"\\u0063\", \"\"\"\nd\"\"\"]\n[t]\n");
    assertThat(editor.strings("l")).containsExactly("a", "b", "c", "d");
    assertThat(editor.strings("t", "l")).isEmpty();
    assertThat(editor.has("t")).isTrue();
    assertThat(editor.has("t", "l")).isFalse();
  }

  @Test
  void tenThousandEditsTakeNoLongTime() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      many.add("fs:read@/srv/" + i);
    }
    long start = System.nanoTime();
    TomlEditor editor = new TomlEditor("a.toml", "grants = [ # mine\n]\n");
    editor.set(at("grants"), many);
    for (int i = 0; i < 10_000; i++) {
      editor.append(at("grant"), Map.of("capability", "x:" + i));
    }
    String text = editor.text();
    for (int i = 9_999; i >= 1; i -= 2) {
      editor.remove(List.of("grant", Integer.toString(i)));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(text.lines().filter(line -> line.equals("[[grant]]"))).hasSize(10_000);
    assertThat(editor.text().lines().filter(line -> line.equals("[[grant]]"))).hasSize(5_000);
    assertThat(took).isLessThan(Duration.ofSeconds(5));
  }
}
