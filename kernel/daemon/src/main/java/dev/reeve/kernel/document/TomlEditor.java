package dev.reeve.kernel.document;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Changes a TOML text where it must change and nowhere else: comments, blank lines, order, quotes and spaces of all the rest stay as they
 * are. A path is the keys from the outermost table on; an element of a list of tables is its number, from 0. Values are Strings, Longs,
 * Integers, truth values, Instants and lists of them; tables are maps. What cannot be done by an edit is an IllegalArgumentException, after
 * which the text is as it was. For one thread.
 */
public final class TomlEditor {

  private final String eol;
  private final boolean endsWithLine;
  private final TomlOutline outline;

  /** Throws {@link DocumentException} where the text is no TOML or starts with a byte order mark. */
  public TomlEditor(String file, String text) {
    if (text.startsWith("\ufeff")) {
      throw new DocumentException(List.of(new Problem(file, 1, 1, "", "starts with a byte order mark; wanted: plain UTF-8")));
    }
    TomlSource.parse(file, text);
    int line = text.indexOf('\n');
    eol = line > 0 && text.charAt(line - 1) == '\r' ? "\r\n" : "\n";
    endsWithLine = text.isEmpty() || text.endsWith("\n");
    outline = new TomlOutline(endsWithLine ? text : text + eol, eol);
  }

  /** Whether something stands at the path. */
  public boolean has(String... path) {
    return outline.find(List.of(path)) != null;
  }

  /** The strings of the list at the path, in its order; none where there is no list. */
  public List<String> strings(String... path) {
    List<String> strings = new ArrayList<>();
    if (outline.find(List.of(path)) instanceof TomlPlace.Value value && value.key.value instanceof TomlGroup group) {
      group.pieces().forEach(piece -> {
        if (meaning(piece) instanceof String text) {
          strings.add(text);
        }
      });
    }
    return strings;
  }

  /**
   * Sets a key. Where it is there, its value changes and the comment behind it stays; items of a list that it had already keep their lines.
   * Where it is not, it is added to the end of its table, and the table where that is not there.
   */
  public TomlEditor set(List<String> path, Object value) {
    switch (outline.find(path)) {
      case TomlPlace.Value place -> replace(place.key, value);
      case null -> add(path, value);
      default -> throw new IllegalArgumentException("a table stands at " + String.join(".", path));
    }
    return this;
  }

  /** Takes out a key, a table with the tables in it, or an element. False where nothing stands there. */
  public boolean remove(List<String> path) {
    TomlPlace place = outline.find(path);
    if (place != null) {
      outline.remove(path, place);
    }
    return place != null;
  }

  /** Adds an element to the list of tables at the path; maps among the values become tables of the element. */
  public TomlEditor append(List<String> path, Map<String, ?> values) {
    switch (outline.find(path)) {
      case TomlPlace.Tables tables when tables.group != null -> outline.appendInline(tables, fresh(values));
      case TomlPlace.Tables tables -> appendHeaded(path, tables.elements.size(), values);
      case TomlPlace.Value place when place.key.value instanceof TomlGroup group && group.pieces().isEmpty() ->
          outline.fill(path, place, fresh(List.of(values)));
      case null -> {
        if (outline.mayHead(path)) {
          appendHeaded(path, 0, values);
        } else {
          add(path, List.of(values));
        }
      }
      default -> throw new IllegalArgumentException("no list of tables stands at " + String.join(".", path));
    }
    return this;
  }

  /** The text with the edits made so far. */
  public String text() {
    String text = outline.text();
    return endsWithLine || !text.endsWith(eol) ? text : text.substring(0, text.length() - eol.length());
  }

  private void add(List<String> path, Object value) {
    TomlValue written = fresh(value);
    outline.add(path, key -> new TomlPiece(key, "", TomlWords.key(key) + " = ", written, eol));
  }

  private void appendHeaded(List<String> path, int number, Map<String, ?> values) {
    TomlWords.write(values);
    outline.newElement(path);
    List<String> element = TomlPlace.Table.with(path, Integer.toString(number));
    values.forEach((key, value) -> {
      if (!(value instanceof Map)) {
        set(TomlPlace.Table.with(element, key), value);
      }
    });
    values.forEach((key, value) -> {
      if (value instanceof Map<?, ?> table) {
        table.forEach((inner, of) -> set(TomlPlace.Table.with(TomlPlace.Table.with(element, key), String.valueOf(inner)), of));
      }
    });
  }

  private void replace(TomlPiece piece, Object value) {
    if (value instanceof Collection<?> items && piece.value instanceof TomlGroup group) {
      group.arrange(arranged(group, items));
    } else if (!value.equals(meaning(piece))) {
      piece.value = piece.value instanceof TomlValue.Word(String before) && !(value instanceof Collection)
          ? new TomlValue.Word(TomlWords.write(value, before))
          : fresh(value);
    }
  }

  /** The pieces of the group that are wanted, each once, and new ones for the rest. */
  private List<TomlPiece> arranged(TomlGroup group, Collection<?> items) {
    Map<Object, List<TomlPiece>> known = new HashMap<>();
    String style = "";
    for (TomlPiece piece : group.pieces().reversed()) {
      Object meaning = meaning(piece);
      if (meaning != null) {
        known.computeIfAbsent(meaning, _ -> new ArrayList<>()).add(piece);
      }
      style = style.isEmpty() && piece.value instanceof TomlValue.Word(String word) ? word : style;
    }
    List<TomlPiece> wanted = new ArrayList<>();
    for (Object item : items) {
      List<TomlPiece> same = known.get(normal(item));
      boolean there = same != null && !same.isEmpty();
      wanted.add(there
          ? Objects.requireNonNull(same).removeLast()
          : new TomlPiece(List.of(), "", "", new TomlValue.Word(TomlWords.write(item, style)), ""));
    }
    return wanted;
  }

  private TomlValue fresh(Object value) {
    return TomlScanner.value(TomlWords.writeBroken(value, eol), eol);
  }

  private static @Nullable Object meaning(TomlPiece piece) {
    return piece.value instanceof TomlValue.Word(String word) ? TomlWords.read(word) : null;
  }

  private static Object normal(Object item) {
    return item instanceof Integer number ? Long.valueOf(number) : item;
  }
}
