package dev.reeve.cli.hostile;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may reach a terminal, written down by code points as Unicode 16 lists them (C0, C1, Bidi_Control, Default_Ignorable_Code_Point, Cf,
 * Zl, Zp, Co, Cs, noncharacters, and blanks that are no spaces), not by asking what the program asks.
 */
final class Allowed {

  /** First to last code point of what may not. */
  private static final NavigableMap<Integer, Integer> FORBIDDEN = new TreeMap<>();

  private static final String RANGES =
      "0-8 b-1f 7f-9f ad 34f 600-605 61c 6dd 70f 890-891 8e2 115f-1160 17b4-17b5 180b-180f 200b-200f 2028-202e 2060-206f 2800 3164 d800-f8ff "
          + "fdd0-fdef fe00-fe0d feff ffa0 fff0-fffb fffe-ffff 110bd 110cd 13430-1343f 16fe4 1bca0-1bca3 1d159 1d173-1d17a 1fffe-1ffff "
          + "2fffe-2ffff 3fffe-3ffff 4fffe-4ffff e0000-10ffff";

  /** More than four marks on one character; marks with nothing to stand on; looks chosen for what is no emoji, or twice. */
  private static final Pattern UNFOUNDED =
      Pattern.compile("[\\p{Mn}\\p{Me}&&[^\\ufe0e\\ufe0f]]{5}|(?:^|[\\p{Zs}\\t\\n])[\\p{Mn}\\p{Me}]|(?:^|[\\x00-\\x7f\\p{L}\\p{M}\\p{Zs}])[\\ufe0e\\ufe0f]");

  private static final String DRAWN_OVER = "\r\u001b[K";
  private static final Pattern COLOURS = Pattern.compile("\u001b\\[(?:0|31|32|36)m");

  static {
    for (String range : RANGES.split(" ", -1)) {
      String[] ends = range.split("-", -1);
      FORBIDDEN.put(Integer.parseInt(ends[0], 16), Integer.parseInt(ends[ends.length - 1], 16));
    }
  }

  private Allowed() {}

  /** What was printed for several lines. */
  static void text(byte[] printed, String path) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(printed)).toString();
    } catch (CharacterCodingException noUtf8) {
      throw new AssertionError(path + ": no UTF-8 is printed", noUtf8);
    }
    text(text, path);
  }

  static void text(String text, String path) {
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int c = text.codePointAt(at);
      var below = FORBIDDEN.floorEntry(c);
      if (below != null && c <= below.getValue()) {
        throw new AssertionError(String.format("%s: U+%04X is printed at %d", path, c, at));
      }
    }
    Matcher unfounded = UNFOUNDED.matcher(text);
    if (unfounded.find()) {
      throw new AssertionError(String.format("%s: U+%04X is printed at %d", path, text.codePointBefore(unfounded.end()), unfounded.start()));
    }
  }

  /** One line or cell. */
  static void line(String text, String path) {
    text(text, path);
    if (text.indexOf('\n') >= 0 || text.indexOf('\t') >= 0) {
      throw new AssertionError(path + ": a line has line feeds or tabs");
    }
  }

  /** What was printed where a line is drawn over, and colours are: nothing but these sequences whole is allowed beside text. */
  static void drawn(String printed, String path) {
    text(COLOURS.matcher(printed.replace(DRAWN_OVER, "\n")).replaceAll("\n"), path);
  }
}
