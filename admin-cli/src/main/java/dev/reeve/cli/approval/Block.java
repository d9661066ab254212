package dev.reeve.cli.approval;

import dev.reeve.cli.output.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Lines under labels in a column of their own, where nothing but a label ever stands: what is longer than a line goes on in the next, marked
 * as such. Texts are printable already.
 */
final class Block {

  private static final int LABEL = 12;
  private static final String MORE = " ".repeat(LABEL - 2) + "… ";

  private static final String PLAIN = "\u001b[0m";

  private final int width;
  private final List<String> lines = new ArrayList<>();

  Block(int columns) {
    this.width = Math.max(2, columns - LABEL);
  }

  void add(String label, String text) {
    add(label, List.of(text), plain -> "");
  }

  /** Under one label. */
  void add(String label, List<String> texts) {
    add(label, texts, plain -> "");
  }

  /** Under one label, each text in its colour: an escape sequence, or empty. */
  void add(String label, List<String> texts, UnaryOperator<String> colour) {
    String head = label + " ".repeat(LABEL - label.length());
    for (String text : texts) {
      String lead = head;
      String paint = colour.apply(text);
      for (String part : parts(text)) {
        lines.add(paint.isEmpty() ? lead + part : lead + paint + part + PLAIN);
        lead = MORE;
      }
      head = " ".repeat(LABEL);
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  private List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int begin = 0;
    int columns = 0;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int more = Extent.of(text.codePointAt(at));
      if (columns + more > width && more > 0) {
        parts.add(text.substring(begin, at));
        begin = at;
        columns = 0;
      }
      columns += more;
    }
    parts.add(text.substring(begin));
    return parts;
  }
}
