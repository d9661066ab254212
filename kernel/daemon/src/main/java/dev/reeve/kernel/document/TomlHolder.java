package dev.reeve.kernel.document;

import java.util.List;

/** What keys stand in: a section of the file or an inline table. */
sealed interface TomlHolder permits TomlSection, TomlGroup {

  /** Adds a key behind the last one whose first parts are these. */
  void add(List<String> prefix, TomlPiece piece);

  /** Takes out a key or item with the comment on its line. */
  void remove(TomlPiece piece);
}
