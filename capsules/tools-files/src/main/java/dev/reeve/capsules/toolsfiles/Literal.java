package dev.reeve.capsules.toolsfiles;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * Text without line breaks that is looked for byte by byte, in steps that grow with the content only (Knuth, Morris and Pratt 1977),
 * whatever text and content are.
 */
final class Literal {

  /** Bytes of a line that are shown, and how many of them stand before what was found. */
  private static final int SHOWN = 400;

  private static final int BEFORE = 100;

  private final byte[] text;
  private final int[] borders;

  /**
   * A line that holds the text.
   *
   * @param number from 1
   * @param text up to 400 bytes of it around the first place; what is no UTF-8 is shown as U+FFFD
   */
  record Line(long number, String text) {}

  Literal(byte[] text) {
    this.text = text.clone();
    this.borders = new int[text.length];
    for (int at = 1; at < text.length; at++) {
      borders[at] = next(text[at], borders[at - 1]);
    }
  }

  /** The lines that hold it, in their order, at most so many. */
  List<Line> lines(byte[] content, int most) {
    List<Line> found = new ArrayList<>();
    long number = 1;
    int start = 0;
    int matched = 0;
    int at = 0;
    while (at < content.length && found.size() < most) {
      if (content[at] == '\n') {
        number++;
        start = at + 1;
        matched = 0;
      } else {
        matched = next(content[at], matched);
        if (matched == text.length) {
          int end = end(content, at);
          found.add(new Line(number, shown(content, start, at + 1 - text.length, end)));
          matched = 0;
          at = end - 1;
        }
      }
      at++;
    }
    return found;
  }

  /** How much of the text ends with this byte, when so much of it stood before. */
  private int next(byte value, int matched) {
    int length = matched == text.length ? borders[matched - 1] : matched;
    while (length > 0 && text[length] != value) {
      length = borders[length - 1];
    }
    return text[length] == value ? length + 1 : length;
  }

  private static int end(byte[] content, int from) {
    int end = from;
    while (end < content.length && content[end] != '\n') {
      end++;
    }
    return end;
  }

  private static String shown(byte[] content, int start, int found, int end) {
    int from = Math.max(start, found - BEFORE);
    while (from < found && from > start && Utf8.goesOn(content[from])) {
      from++;
    }
    int to = Math.min(end, from + SHOWN);
    while (to > found + 1 && to < end && Utf8.goesOn(content[to])) {
      to--;
    }
    if (to == end && to > from && content[to - 1] == '\r') {
      to--;
    }
    return new String(content, from, to - from, UTF_8);
  }
}
