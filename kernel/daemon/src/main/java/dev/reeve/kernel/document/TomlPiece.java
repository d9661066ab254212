package dev.reeve.kernel.document;

import java.util.List;

/**
 * A key with its value, or an item of a list, and the text around it. In a section {@code trail} ends with the line's end; in a group
 * {@code before} may hold lines of comments, and {@code trail} is the comment that follows on the same line, or empty.
 */
final class TomlPiece implements TomlLine {

  /** Parts of the key; none for an item of a list. */
  final List<String> keys;
  /** The key and the equals sign with the space after it. */
  final String head;
  String before;
  TomlValue value;
  /** What stands between the value and the comma. */
  String between = "";
  boolean comma;
  String trail;

  TomlPiece(List<String> keys, String before, String head, TomlValue value, String trail) {
    this.keys = List.copyOf(keys);
    this.before = before;
    this.head = head;
    this.value = value;
    this.trail = trail;
  }

  @Override
  public void render(StringBuilder text) {
    text.append(before).append(head);
    value.render(text);
    text.append(between).append(comma ? "," : "").append(trail);
  }
}
