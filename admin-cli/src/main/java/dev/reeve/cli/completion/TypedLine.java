package dev.reeve.cli.completion;

import dev.reeve.cli.output.Printable;
import java.util.ArrayList;
import java.util.List;

/**
 * A line split into words as a POSIX shell does, without expansions: words end at blanks; within single quotes all is literal; within
 * double quotes a backslash escapes a double quote and a backslash; elsewhere it escapes any character; an escaped line feed is nothing. A
 * {@code #} that begins a word ends the line. What a POSIX shell takes for a pipe or a redirection is a word of its own.
 *
 * @param words the words without their quotes
 * @param open whether a quote or an escape is left open
 * @param lastBegins where the last word begins; the text's length when it ends between words
 * @param operators which of the words are {@code |}, {@code <} or {@code >} without quotes
 */
public record TypedLine(List<String> words, boolean open, int lastBegins, List<Integer> operators) {

  /** One line; a line feed outside of quotes is a blank. */
  public static TypedLine of(String line) {
    return new Splitter(line, false).split().getLast();
  }

  /** The lines of a text, at least one: a line feed outside of quotes ends one. Places are those in the text. */
  public static List<TypedLine> lines(String text) {
    return new Splitter(text, true).split();
  }

  /** State of splitting one text. */
  private static final class Splitter {

    private final String text;
    private final boolean endsAtLineFeed;
    private final List<TypedLine> lines = new ArrayList<>();
    private final List<Integer> operators = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private List<String> words = new ArrayList<>();
    private boolean inWord;
    private boolean comment;
    private int begin;
    private char quote;

    Splitter(String text, boolean endsAtLineFeed) {
      this.text = text;
      this.endsAtLineFeed = endsAtLineFeed;
    }

    List<TypedLine> split() {
      boolean escaped = false;
      for (int at = 0; at < text.length(); at++) {
        char c = text.charAt(at);
        if (escaped) {
          escaped(c);
          escaped = false;
        } else if (comment) {
          comment = c != '\n';
          ends(c);
        } else if (quote != 0) {
          escaped = quoted(c);
        } else if (c == '\\') {
          escaped = true;
          enterUnlessLineFeed(at);
        } else {
          plain(c, at);
        }
      }
      line(escaped || quote != 0);
      return lines;
    }

    /** A backslash before a line feed begins no word. */
    private void enterUnlessLineFeed(int at) {
      if (at + 1 == text.length() || text.charAt(at + 1) != '\n') {
        enter(at);
      }
    }

    private void escaped(char c) {
      if (c != '\n') {
        word.append(quote == '"' && c != '"' && c != '\\' ? "\\" + c : String.valueOf(c));
      }
    }

    /** A character within quotes; true when it escapes the next one. */
    private boolean quoted(char c) {
      if (c == quote) {
        quote = 0;
      } else if (c == '\\' && quote == '"') {
        return true;
      } else {
        word.append(c);
      }
      return false;
    }

    private void plain(char c, int at) {
      if (c == '\'' || c == '"') {
        enter(at);
        quote = c;
      } else if (Character.isWhitespace(c)) {
        leave();
        ends(c);
      } else if (c == '#' && !inWord) {
        comment = true;
      } else if (c == '|' || c == '<' || c == '>') {
        leave();
        operators.add(words.size());
        words.add(String.valueOf(c));
      } else {
        enter(at);
        word.append(c);
      }
    }

    private void ends(char c) {
      if (c == '\n' && endsAtLineFeed) {
        line(false);
      }
    }

    private void line(boolean open) {
      int last = inWord ? begin : text.length();
      leave();
      lines.add(new TypedLine(List.copyOf(words), open, last, List.copyOf(operators)));
      words = new ArrayList<>();
      operators.clear();
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

  /** The same with other words before the first operator. */
  public TypedLine meaning(List<String> others) {
    int first = operators.getFirst();
    List<String> all = new ArrayList<>(others);
    all.addAll(words.subList(first, words.size()));
    return new TypedLine(all, open, lastBegins, operators.stream().map(at -> at - first + others.size()).toList());
  }

  /** The words so that a POSIX shell, and this one, would split them again as they are; nothing in it drives a terminal. */
  public String typed() {
    List<String> quoted = new ArrayList<>();
    for (int at = 0; at < words.size(); at++) {
      String each = words.get(at);
      boolean plain = operators.contains(at) || each.matches("[\\w@%+=:,./^{}~-]+");
      quoted.add(plain ? each : "'" + each.replace("'", "'\\''") + "'");
    }
    return Printable.line(String.join(" ", quoted));
  }
}
