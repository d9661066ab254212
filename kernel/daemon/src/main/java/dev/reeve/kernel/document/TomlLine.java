package dev.reeve.kernel.document;

/** A line of a section, or the lines of one key whose value takes several. */
sealed interface TomlLine permits TomlLine.Note, TomlPiece {

  void render(StringBuilder text);

  /** A blank line or a comment by itself, with its line end. */
  record Note(String text) implements TomlLine {
    boolean blank() {
      return text.isBlank();
    }

    @Override
    public void render(StringBuilder into) {
      into.append(text);
    }
  }
}
