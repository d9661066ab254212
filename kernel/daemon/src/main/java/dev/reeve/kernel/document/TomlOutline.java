package dev.reeve.kernel.document;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sections of a TOML text in their order, and what each path leads to in them. */
final class TomlOutline {

  private final String eol;
  private final List<TomlSection> sections = new ArrayList<>();
  private final IdentityHashMap<TomlSection, TomlPlace.Table> owners = new IdentityHashMap<>();
  private final TomlPlace.Table root;
  private final boolean endsBlank;

  /** The text must be valid and end with a line end, or be empty. */
  TomlOutline(String text, String eol) {
    this.eol = eol;
    this.endsBlank = endsBlank(new StringBuilder(text));
    List<TomlScanner.Part> parts = TomlScanner.parts(text, eol);
    TomlSection first = parts.getFirst().section();
    root = new TomlPlace.Table(List.of(), first, List.of(), null, null, null);
    for (TomlScanner.Part part : parts) {
      TomlPlace.Table table = part.path().isEmpty() ? root : headed(part.path(), part.element());
      own(sections.size(), part.section(), table);
      part.section().lines.forEach(line -> {
        if (line instanceof TomlPiece piece) {
          table.enter(part.section(), piece);
        }
      });
    }
    if (!text().equals(text)) {
      throw new IllegalStateException("a TOML text was not read whole");
    }
  }

  /** What stands at the path; null where nothing does. */
  @Nullable TomlPlace find(List<String> path) {
    TomlPlace place = root;
    for (String key : path) {
      place = switch (place) {
        case TomlPlace.Table table -> table.children.get(key);
        case TomlPlace.Tables tables -> element(tables, key);
        case TomlPlace.Value _ -> null;
        case null -> null;
      };
    }
    return place;
  }

  /** Adds the key, which is not there, and the table it belongs to; the piece is made for the key as it is to be written there. */
  void add(List<String> path, Function<List<String>, TomlPiece> maker) {
    TomlPlace.Table table = deepest(path);
    int depth = depth(path, table);
    if (table.headed() && (table.home == null || depth < path.size() - 1)) {
      List<String> header = new ArrayList<>(table.path);
      header.addAll(path.subList(depth, path.size() - 1));
      table = newSection("[" + TomlWords.key(header) + "]", table, headed(table, path.subList(depth, path.size() - 1)));
      depth = path.size() - 1;
    }
    List<String> key = new ArrayList<>(table.prefix);
    key.addAll(path.subList(depth, path.size()));
    TomlPiece piece = maker.apply(key);
    TomlHolder home = table.home;
    if (home == null) {
      throw new IllegalStateException("a table without a place for its keys");
    }
    if (home instanceof TomlGroup) {
      piece.trail = "";
    }
    boolean opens = home == sections.getFirst() && sections.getFirst().lines.isEmpty() && sections.size() > 1;
    home.add(table.prefix, piece);
    if (opens) {
      sections.getFirst().lines.add(new TomlLine.Note(eol));
    }
    table.enter(home, piece);
  }

  /** Whether a table at the path, where nothing stands, may have a header. */
  boolean mayHead(List<String> path) {
    return deepest(path).headed();
  }

  /** Starts another headed element of the list at the path, behind those there are. */
  void newElement(List<String> path) {
    TomlPlace.Table table = deepest(path);
    List<String> rest = path.subList(depth(path, table), path.size());
    List<String> header = new ArrayList<>(table.path);
    header.addAll(rest);
    TomlPlace anchor = find(path) instanceof TomlPlace.Tables tables ? tables : table;
    newSection("[[" + TomlWords.key(header) + "]]", anchor, element(headed(table, rest.subList(0, rest.size() - 1)), rest.getLast()));
  }

  void appendInline(TomlPlace.Tables tables, TomlValue value) {
    if (tables.group != null) {
      TomlPiece item = new TomlPiece(List.of(), "", "", value, "");
      tables.group.add(List.of(), item);
      tables.enter(item);
    }
  }

  /** Gives an empty list the value. */
  void fill(List<String> path, TomlPlace.Value place, TomlValue value) {
    place.key.value = value;
    TomlPlace.Table table = deepest(path);
    if (place.holder != null) {
      table.enter(place.holder, place.key);
    }
  }

  void remove(List<String> path, TomlPlace place) {
    place.erase();
    TomlPlace up = find(path.subList(0, path.size() - 1));
    if (up instanceof TomlPlace.Table table) {
      table.children.remove(path.getLast());
      if (table.children.isEmpty() && !table.prefix.isEmpty()) {
        remove(path.subList(0, path.size() - 1), table);
      }
    } else if (up instanceof TomlPlace.Tables tables && place instanceof TomlPlace.Table element) {
      tables.elements.remove(element);
      if (tables.elements.isEmpty() && tables.group == null) {
        tables.up.children.remove(path.get(path.size() - 2));
      }
    }
  }

  String text() {
    StringBuilder text = new StringBuilder();
    sections.forEach(section -> section.render(text));
    while (sections.getLast().removed && !endsBlank && endsBlank(text)) {
      text.setLength(text.length() - eol.length());
    }
    return text.toString();
  }

  private boolean endsBlank(StringBuilder text) {
    int last = text.length() - 2 * eol.length();
    return last >= 0 && text.substring(last).equals(eol + eol);
  }

  private static TomlPlace.@Nullable Table element(TomlPlace.Tables tables, String number) {
    int i = number.matches("[0-9]{1,7}") ? Integer.parseInt(number) : -1;
    return i >= 0 && i < tables.elements.size() ? tables.elements.get(i) : null;
  }

  /** The table the path reaches last, before its last key. */
  private TomlPlace.Table deepest(List<String> path) {
    for (int depth = path.size() - 1; depth >= 0; depth--) {
      switch (find(path.subList(0, depth))) {
        case TomlPlace.Table table -> {
          return table;
        }
        case null -> { }
        default -> throw new IllegalArgumentException("no table stands at " + String.join(".", path.subList(0, depth)));
      }
    }
    return root;
  }

  private int depth(List<String> path, TomlPlace.Table table) {
    int depth = path.size() - 1;
    while (depth > 0 && find(path.subList(0, depth)) != table) {
      depth--;
    }
    return depth;
  }

  private TomlPlace.Table headed(List<String> path, boolean isElement) {
    return isElement ? element(headed(root, path.subList(0, path.size() - 1)), path.getLast()) : headed(root, path);
  }

  /** The table that headers of the path speak of: of a list of tables its last element. */
  private static TomlPlace.Table headed(TomlPlace.Table from, List<String> path) {
    TomlPlace.Table table = from;
    for (String key : path) {
      TomlPlace next = table.children.get(key);
      if (next instanceof TomlPlace.Tables tables) {
        table = tables.elements.getLast();
      } else if (next instanceof TomlPlace.Table there) {
        table = there;
      } else {
        TomlPlace.Table made = new TomlPlace.Table(TomlPlace.Table.with(table.path, key), null, List.of(), table, null, null);
        table.children.put(key, made);
        table = made;
      }
    }
    return table;
  }

  private static TomlPlace.Table element(TomlPlace.Table in, String key) {
    if (!(in.children.get(key) instanceof TomlPlace.Tables)) {
      in.children.put(key, new TomlPlace.Tables(in, null, null, null));
    }
    TomlPlace.Tables tables = (TomlPlace.Tables) in.children.get(key);
    TomlPlace.Table made = new TomlPlace.Table(TomlPlace.Table.with(in.path, key), null, List.of(), tables, null, null);
    tables.elements.add(made);
    return made;
  }

  private void own(int index, TomlSection section, TomlPlace.Table table) {
    sections.add(index, section);
    owners.put(section, table);
    table.sections.add(section);
    if (table.home == null) {
      table.home = section;
    }
  }

  /** Puts a section behind the last one of the place, before the comments that a blank line sets off there. */
  private TomlPlace.Table newSection(String header, TomlPlace behind, TomlPlace.Table table) {
    int index = sections.size() - 1;
    while (index > 0 && (sections.get(index).removed || (behind != root && !within(owners.get(sections.get(index)), behind)))) {
      index--;
    }
    if (index == 0 && behind != root) {
      index = lastPresent();
    }
    TomlSection section = new TomlSection(header + eol);
    TomlSection before = sections.get(index);
    section.lines.addAll(before.cutTail());
    section.lead = before.empty() ? "" : eol;
    own(index + 1, section, table);
    return table;
  }

  private int lastPresent() {
    int index = sections.size() - 1;
    while (index > 0 && sections.get(index).removed) {
      index--;
    }
    return index;
  }

  private static boolean within(TomlPlace.@Nullable Table table, TomlPlace place) {
    TomlPlace at = table;
    while (at != null && at != place) {
      at = switch (at) {
        case TomlPlace.Table inner -> inner.up;
        case TomlPlace.Tables list -> list.up;
        case TomlPlace.Value _ -> null;
      };
    }
    return at != null;
  }
}
