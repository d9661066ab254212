package dev.reeve.tui;

import dev.reeve.cli.completion.TypedLine;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Splits typed lines by {@link TypedLine}, where a quote or a backslash left open asks for another line; an answer to a question is taken as it is. */
final class LineWords implements Parser {

  private record Parsed(String line, int cursor, List<String> words, String word, int wordCursor) implements ParsedLine {
    @Override
    public int wordIndex() {
      return words.size() - 1;
    }
  }

  private volatile boolean answers;

  /** Whether what is typed from now on are answers. */
  void answers(boolean now) {
    answers = now;
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (answers) {
      return new Parsed(line, cursor, List.of(line), line, cursor);
    }
    if (context == ParseContext.COMPLETE) {
      String typed = line.substring(0, cursor);
      TypedLine words = TypedLine.lines(typed).getLast();
      List<String> all = new ArrayList<>(words.words());
      if (words.lastBegins() == typed.length()) {
        all.add("");
      }
      return new Parsed(line, cursor, all, all.getLast(), all.getLast().length());
    }
    TypedLine words = TypedLine.lines(line).getLast();
    if (words.open() && context != ParseContext.SECONDARY_PROMPT) {
      throw new EOFError(-1, line.length(), "a quote is open", "quote");
    }
    List<String> all = words.words().isEmpty() ? List.of("") : words.words();
    return new Parsed(line, cursor, all, all.getLast(), all.getLast().length());
  }
}
