package dev.reeve.kernel.document;

import java.util.ArrayList;
import java.util.List;

/** The lines from one header to the next, with the comment right above the header. The first section of a file has no header. */
final class TomlSection implements TomlHolder {

  /** Comment lines right above the header, and what is put there to set it off. */
  String lead = "";
  final String header;
  final List<TomlLine> lines = new ArrayList<>();
  boolean removed;

  TomlSection(String header) {
    this.header = header;
  }

  /** The text; of a removed section only the comments that a blank line sets off from its keys. */
  void render(StringBuilder text) {
    if (!removed) {
      text.append(lead).append(header);
      lines.forEach(line -> line.render(text));
    } else {
      List<TomlLine> tail = lines.subList(end(List.of()), lines.size());
      if (tail.stream().anyMatch(line -> line instanceof TomlLine.Note note && !note.blank())) {
        tail.forEach(line -> line.render(text));
      }
    }
  }

  boolean empty() {
    return lead.isEmpty() && header.isEmpty() && lines.isEmpty();
  }

  /** Takes out and returns the blank line behind the keys and all that follows it. */
  List<TomlLine> cutTail() {
    List<TomlLine> tail = lines.subList(end(List.of()), lines.size());
    List<TomlLine> cut = List.copyOf(tail);
    tail.clear();
    return cut;
  }

  /** Takes out the comment lines at the end, which belong to the header that follows; those that open a file belong to the file. */
  String cutLead(boolean opensFile) {
    int start = lines.size();
    while (start > 0 && lines.get(start - 1) instanceof TomlLine.Note note && !note.blank()) {
      start--;
    }
    if (start == 0 && opensFile) {
      return "";
    }
    List<TomlLine> above = lines.subList(start, lines.size());
    StringBuilder cut = new StringBuilder();
    above.forEach(line -> line.render(cut));
    above.clear();
    return cut.toString();
  }

  @Override
  public void add(List<String> prefix, TomlPiece piece) {
    int end = end(prefix);
    if (end > 0 && lastPiece(end) instanceof TomlPiece last) {
      piece.before = last.before;
    }
    lines.add(end, piece);
  }

  @Override
  public void remove(TomlPiece piece) {
    lines.removeIf(line -> line == piece);
  }

  /** The place behind the last key that starts so, and the comments that follow it without a blank line. */
  private int end(List<String> prefix) {
    int end = lines.size();
    while (end > 0 && !(lines.get(end - 1) instanceof TomlPiece piece && starts(piece, prefix))) {
      end--;
    }
    while (prefix.isEmpty() && end < lines.size() && lines.get(end) instanceof TomlLine.Note note && !note.blank()) {
      end++;
    }
    return end;
  }

  private static boolean starts(TomlPiece piece, List<String> prefix) {
    return piece.keys.size() >= prefix.size() && piece.keys.subList(0, prefix.size()).equals(prefix);
  }

  private TomlLine lastPiece(int end) {
    for (int i = end - 1; i >= 0; i--) {
      if (lines.get(i) instanceof TomlPiece piece) {
        return piece;
      }
    }
    return lines.getFirst();
  }
}
