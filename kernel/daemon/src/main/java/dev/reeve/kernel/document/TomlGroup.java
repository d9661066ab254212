package dev.reeve.kernel.document;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** A list in brackets or an inline table in braces, with every space and comment in it. */
final class TomlGroup implements TomlValue, TomlHolder {

  private final boolean table;
  private final String eol;
  private final List<TomlPiece> pieces;
  /** What stands before the closing bracket. */
  private String tail;
  private boolean endsWithComma;

  TomlGroup(boolean table, String eol, List<TomlPiece> pieces, String tail) {
    this.table = table;
    this.eol = eol;
    this.pieces = new ArrayList<>(pieces);
    this.tail = tail;
    this.endsWithComma = !pieces.isEmpty() && pieces.getLast().comma;
  }

  boolean table() {
    return table;
  }

  List<TomlPiece> pieces() {
    return Collections.unmodifiableList(pieces);
  }

  /** Whether it is a list of inline tables, at least one. */
  boolean listsTables() {
    return !table && !pieces.isEmpty() && pieces.stream().allMatch(piece -> piece.value instanceof TomlGroup group && group.table);
  }

  @Override
  public void render(StringBuilder text) {
    text.append(table ? '{' : '[');
    boolean inComment = false;
    for (TomlPiece piece : pieces) {
      if (inComment && !broken(piece.before)) {
        text.append(eol);
      }
      piece.render(text);
      inComment = !piece.trail.isEmpty();
    }
    if (inComment && !broken(tail)) {
      text.append(eol);
    }
    text.append(tail).append(table ? '}' : ']');
  }

  @Override
  public void add(List<String> prefix, TomlPiece piece) {
    List<TomlPiece> all = new ArrayList<>(pieces);
    all.add(piece);
    arrange(all);
  }

  @Override
  public void remove(TomlPiece piece) {
    arrange(pieces.stream().filter(other -> other != piece).toList());
  }

  /**
   * Makes these the pieces, old ones among them with their lines and comments and new ones in the manner of the old. Comments on lines by
   * themselves stay, those on the lines of pieces left out go.
   */
  void arrange(List<TomlPiece> wanted) {
    boolean wasLong = length() > TomlText.LINE_LENGTH;
    boolean brokenBefore = broken(tail) || pieces.stream().anyMatch(piece -> broken(piece.before));
    String first = pieces.isEmpty() ? (table ? " " : "") : pieces.getFirst().before;
    String itemStart = itemStart();
    Set<TomlPiece> old = identities(pieces);
    keepComments(identities(wanted));
    if (pieces.isEmpty() && !wanted.isEmpty()) {
      openEmpty(wanted.getFirst(), brokenBefore);
    }
    for (int i = 0; i < wanted.size(); i++) {
      TomlPiece piece = wanted.get(i);
      piece.comma = i < wanted.size() - 1 || endsWithComma;
      if (brokenBefore) {
        piece.before = old.contains(piece) || !piece.before.isEmpty() ? piece.before : itemStart;
      } else if (i == 0) {
        piece.before = first;
      } else if (!old.contains(piece) || piece == pieces.getFirst()) {
        piece.before = " ";
      }
    }
    pieces.clear();
    pieces.addAll(wanted);
    if (!table && !brokenBefore && !wasLong && length() > TomlText.LINE_LENGTH) {
      breakUp();
    }
  }

  private void keepComments(Set<TomlPiece> kept) {
    String comments = "";
    String lineStart = "";
    for (TomlPiece piece : pieces) {
      int lastLine = lastLine(piece.before);
      if (kept.contains(piece)) {
        piece.before = lastLine >= 0 || lineStart.isEmpty() ? comments + piece.before : comments + lineStart;
        comments = "";
        lineStart = "";
      } else if (lastLine >= 0) {
        String above = piece.before.substring(0, lastLine);
        comments += above.contains("#") ? above : "";
        lineStart = piece.before.substring(lastLine);
      }
    }
    tail = comments.isEmpty() || broken(tail) ? comments + tail : comments + eol + tail;
  }

  private void openEmpty(TomlPiece first, boolean broken) {
    if (broken) {
      int lastLine = lastLine(tail);
      first.before = tail.substring(0, lastLine) + eol + "  ";
      tail = tail.substring(lastLine);
      endsWithComma = true;
    } else {
      tail = table ? " " : "";
    }
  }

  private void breakUp() {
    endsWithComma = true;
    tail = eol;
    pieces.forEach(piece -> {
      piece.before = eol + "  ";
      piece.comma = true;
    });
  }

  /** What stands before an item on a line of its own. */
  private String itemStart() {
    for (TomlPiece piece : pieces.reversed()) {
      int lastLine = lastLine(piece.before);
      if (lastLine >= 0) {
        return piece.before.substring(lastLine);
      }
    }
    return eol + "  ";
  }

  private int length() {
    StringBuilder text = new StringBuilder();
    render(text);
    return text.length();
  }

  private static boolean broken(String text) {
    return text.indexOf('\n') >= 0;
  }

  /** Where the last line end in the text starts; negative where there is none. */
  private static int lastLine(String text) {
    int at = text.lastIndexOf('\n');
    return at > 0 && text.charAt(at - 1) == '\r' ? at - 1 : at;
  }

  private static Set<TomlPiece> identities(List<TomlPiece> pieces) {
    Set<TomlPiece> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(pieces);
    return set;
  }
}
