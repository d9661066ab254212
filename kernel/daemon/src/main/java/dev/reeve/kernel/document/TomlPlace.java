package dev.reeve.kernel.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a path leads to in a TOML text. */
sealed abstract class TomlPlace {

  /** Where the place is one key's value or one item: what holds that key, and the key. Else null: it is made of sections. */
  final @Nullable TomlHolder holder;
  final @Nullable TomlPiece piece;

  private TomlPlace(@Nullable TomlHolder holder, @Nullable TomlPiece piece) {
    this.holder = holder;
    this.piece = piece;
  }

  /** Takes it out of the text. */
  void erase() {
    if (holder != null && piece != null) {
      holder.remove(piece);
    }
  }

  /** A scalar, or a list of something else than tables. */
  static final class Value extends TomlPlace {
    final TomlPiece key;

    Value(TomlHolder holder, TomlPiece piece) {
      super(holder, piece);
      this.key = piece;
    }
  }

  static final class Table extends TomlPlace {
    /** The path of its header, without the numbers of elements. */
    final List<String> path;
    final Map<String, TomlPlace> children = new LinkedHashMap<>();
    final List<TomlSection> sections = new ArrayList<>();
    /** Where its keys stand; null where only headers of tables in it tell that it is there. */
    @Nullable TomlHolder home;
    /** What its keys start with there. */
    final List<String> prefix;
    /** The table or list it stands in; null for the file. */
    final @Nullable TomlPlace up;

    Table(
        List<String> path, @Nullable TomlHolder home, List<String> prefix, @Nullable TomlPlace up, @Nullable TomlHolder holder,
        @Nullable TomlPiece piece) {
      super(holder, piece);
      this.up = up;
      this.path = List.copyOf(path);
      this.home = home;
      this.prefix = List.copyOf(prefix);
    }

    /** Whether tables in it may have headers. */
    boolean headed() {
      return prefix.isEmpty() && !(home instanceof TomlGroup);
    }

    /** Puts a key and all its value holds below this table. */
    void enter(TomlHolder in, TomlPiece key) {
      Table table = this;
      for (int i = prefix.size(); i < key.keys.size() - 1; i++) {
        String part = key.keys.get(i);
        TomlPlace next = table.children.get(part);
        if (!(next instanceof Table)) {
          next = new Table(with(table.path, part), in, key.keys.subList(0, i + 1), table, null, null);
          table.children.put(part, next);
        }
        table = (Table) next;
      }
      String last = key.keys.getLast();
      table.children.put(last, table.valued(with(table.path, last), in, key));
    }

    private TomlPlace valued(List<String> below, TomlHolder in, TomlPiece key) {
      if (key.value instanceof TomlGroup group && group.table()) {
        return inline(below, group, this, in, key);
      } else if (key.value instanceof TomlGroup group && group.listsTables()) {
        Tables tables = new Tables(this, in, key, group);
        group.pieces().forEach(tables::enter);
        return tables;
      }
      return new Value(in, key);
    }

    private static Table inline(List<String> path, TomlGroup group, TomlPlace up, TomlHolder in, TomlPiece key) {
      Table table = new Table(path, group, List.of(), up, in, key);
      group.pieces().forEach(piece -> table.enter(group, piece));
      return table;
    }

    @Override
    void erase() {
      super.erase();
      if (piece == null) {
        List.copyOf(children.values()).forEach(TomlPlace::erase);
        sections.forEach(section -> section.removed = true);
      }
    }

    static List<String> with(List<String> path, String key) {
      List<String> longer = new ArrayList<>(path);
      longer.add(key);
      return longer;
    }
  }

  static final class Tables extends TomlPlace {
    final List<Table> elements = new ArrayList<>();
    /** The list where it is written inline; null where each element has a header. */
    final @Nullable TomlGroup group;

    final Table up;

    Tables(Table up, @Nullable TomlHolder holder, @Nullable TomlPiece piece, @Nullable TomlGroup group) {
      super(holder, piece);
      this.up = up;
      this.group = group;
    }

    /** Puts an inline table of the list behind the others. */
    void enter(TomlPiece item) {
      if (group != null && item.value instanceof TomlGroup table) {
        elements.add(Table.inline(up.path, table, this, group, item));
      }
    }

    @Override
    void erase() {
      super.erase();
      elements.forEach(TomlPlace::erase);
    }
  }
}
