package dev.reeve.kernel.document;

/** A value as it stands in a TOML text: one word of it, or a group in brackets or braces. */
sealed interface TomlValue permits TomlValue.Word, TomlGroup {

  /** Adds the text, character for character. */
  void render(StringBuilder text);

  /** A string with its quotes, a number, a truth value or a time. */
  record Word(String text) implements TomlValue {
    @Override
    public void render(StringBuilder into) {
      into.append(text);
    }
  }
}
