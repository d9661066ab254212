package dev.reeve.cli.completion;

import java.util.ArrayList;
import java.util.List;

/**
 * A line split into words as a POSIX shell does, without expansions: words end at blanks; within single quotes all is literal; within
 * double quotes a backslash escapes a double quote and a backslash; elsewhere it escapes any character. A {@code #} that begins a word
 * ends the line.
 *
 * @param words the words without their quotes
 * @param open whether a quote or an escape is left open
 * @param lastBegins where the last word begins; the line's length when the line ends between words
 */
public record TypedLine(List<String> words, boolean open, int lastBegins) {

  public static TypedLine of(String line) {
    return new Splitter(line).split();
  }

  /** State of splitting one line. */
  private static final class Splitter {

    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int begin;
    private char quote;

    Splitter(String line) {
      this.line = line;
    }

    TypedLine split() {
      boolean escaped = false;
      for (int at = 0; at < line.length(); at++) {
        char c = line.charAt(at);
        if (escaped) {
          word.append(quote == '"' && c != '"' && c != '\\' ? "\\" + c : String.valueOf(c));
          escaped = false;
        } else if (quote != 0 && c == quote) {
          quote = 0;
        } else if (c == '\\' && quote != '\'') {
          enter(at);
          escaped = true;
        } else if (quote != 0) {
          word.append(c);
        } else if (c == '\'' || c == '"') {
          enter(at);
          quote = c;
        } else if (Character.isWhitespace(c)) {
          leave();
        } else if (c == '#' && !inWord) {
          break;
        } else {
          enter(at);
          word.append(c);
        }
      }
      boolean open = escaped || quote != 0;
      int last = inWord ? begin : line.length();
      leave();
      return new TypedLine(List.copyOf(words), open, last);
    }

    private void enter(int at) {
      if (!inWord) {
        inWord = true;
        begin = at;
      }
    }

    private void leave() {
      if (inWord) {
        words.add(word.toString());
        word.setLength(0);
        inWord = false;
      }
    }
  }
}
