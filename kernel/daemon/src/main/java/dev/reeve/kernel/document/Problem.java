package dev.reeve.kernel.document;

/**
 * Something wrong in a file. {@code line} and {@code column} count from 1; {@code path} is the dotted key, empty for the file as a whole.
 */
public record Problem(String file, int line, int column, String path, String message) {

  private static final int QUOTED_CHARACTERS = 40;

  /** {@code agent.yaml:12:3: spec.taks: unknown key; did you mean 'task'?} */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + (path.isEmpty() ? "" : path + ": ") + message;
  }

  /** The text for a message: at most 40 characters, the rest an ellipsis, control characters as '?'. */
  public static String shorten(String text) {
    int end = text.offsetByCodePoints(0, Math.min(QUOTED_CHARACTERS, text.codePointCount(0, text.length())));
    String shown = text.substring(0, end) + (end < text.length() ? "…" : "");
    return shown.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
