package dev.reeve.kernel.authority;

import dev.reeve.kernel.document.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of a pattern before '@': segments, of which '*' stands for exactly one, except that a last '*' stands for one or more.
 * Containment and overlap are decided on the patterns and exact: the words a segment may hold are unbounded in number.
 */
record ActionPattern(List<String> segments) {

  static final int MAX_BYTES = 256;
  static final String SELF = "self";
  static final String STAR = "*";

  ActionPattern {
    segments = List.copyOf(segments);
  }

  static ActionPattern parse(String text) {
    return new ActionPattern(split(text, true));
  }

  /** Checks the text of a concrete action: segments as in a pattern, but no '*'. */
  static void checkConcrete(String text) {
    split(text, false);
  }

  private static List<String> split(String text, boolean wildcards) {
    if (text.isEmpty()) {
      throw new InvalidPatternException("the capability is empty");
    }
    checkBytes(text.getBytes(StandardCharsets.UTF_8).length);
    String[] segments = text.split(":", -1);
    for (int i = 0; i < segments.length; i++) {
      checkSegment(segments[i], i + 1, text, wildcards);
    }
    return List.of(segments);
  }

  static void checkBytes(int bytes) {
    if (bytes > MAX_BYTES) {
      throw new InvalidPatternException("the action has " + bytes + " bytes; at most " + MAX_BYTES + " are allowed");
    }
  }

  private static void checkSegment(String segment, int number, String whole, boolean wildcards) {
    String place = "segment " + number + " of '" + Problem.shorten(whole) + "' ";
    if (segment.isEmpty()) {
      throw new InvalidPatternException(place + "is empty");
    }
    if (segment.equals("**")) {
      throw new InvalidPatternException(place + "is '**'; a last '*' already stands for all that follows");
    }
    for (int i = 0; i < segment.length(); i++) {
      if (segment.charAt(i) != '*' && !isWordCharacter(segment.charAt(i))) {
        String found = Problem.shorten(new String(Character.toChars(segment.codePointAt(i))));
        throw new InvalidPatternException(place + "has the character '" + found + "'; allowed are A-Z, a-z, 0-9, '_', '-'");
      }
    }
    if (segment.indexOf('*') >= 0 && !segment.equals(STAR)) {
      throw new InvalidPatternException(place + "mixes '*' with text; '*' stands alone");
    }
    if (segment.equals(STAR) && !wildcards) {
      throw new InvalidPatternException(place + "is '*'; a pattern cannot stand where one capability is asked for");
    }
  }

  static boolean isWordCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  }

  /** The words before the first '*', joined. */
  String head() {
    int star = segments.indexOf(STAR);
    return String.join(":", star < 0 ? segments : segments.subList(0, star));
  }

  /** Whether no segment is '*'. */
  boolean concrete() {
    return !segments.contains(STAR);
  }

  /** Whether every segment is '*': such a pattern names nothing in particular. */
  boolean universal() {
    return segments.stream().allMatch(STAR::equals);
  }

  /** A concrete action, already checked. Allocates nothing. */
  boolean matches(String action) {
    int last = segments.size() - 1;
    int start = 0;
    for (int i = 0; i <= last; i++) {
      if (start > action.length()) {
        return false;
      }
      String segment = segments.get(i);
      if (i == last && segment.equals(STAR)) {
        return true;
      }
      int colon = action.indexOf(':', start);
      int end = colon < 0 ? action.length() : colon;
      boolean same = segment.equals(STAR)
          || (end - start == segment.length() && action.startsWith(segment, start));
      if (!same) {
        return false;
      }
      start = end + 1;
    }
    return start > action.length();
  }

  /** Whether every action the other matches is matched by this one. */
  boolean contains(ActionPattern other) {
    int fixed = fixed();
    if (open() ? other.segments.size() <= fixed : other.open() || other.segments.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < fixed; i++) {
      String mine = segments.get(i);
      if (!mine.equals(STAR) && !mine.equals(other.segments.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether some action is matched by both. */
  boolean overlaps(ActionPattern other) {
    boolean lengthsMeet = open()
        ? other.open() || other.segments.size() >= segments.size()
        : other.open() ? segments.size() >= other.segments.size() : segments.size() == other.segments.size();
    if (!lengthsMeet) {
      return false;
    }
    for (int i = 0; i < Math.min(fixed(), other.fixed()); i++) {
      String mine = segments.get(i);
      String theirs = other.segments.get(i);
      if (!mine.equals(STAR) && !theirs.equals(STAR) && !mine.equals(theirs)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the last segment stands for one or more. */
  private boolean open() {
    return segments.getLast().equals(STAR);
  }

  /** How many leading segments stand for exactly one each. */
  private int fixed() {
    return open() ? segments.size() - 1 : segments.size();
  }

  /** {@code self:} before this pattern. */
  ActionPattern selfForm() {
    return new ActionPattern(Stream.concat(Stream.of(SELF), segments.stream()).toList());
  }

  /** The pattern X such that this one matches {@code self:C} exactly where X matches C; null where it matches no self form. */
  @Nullable ActionPattern globalForm() {
    if (segments.size() == 1) {
      return segments.getFirst().equals(STAR) ? this : null;
    }
    boolean covers = segments.getFirst().equals(STAR) || segments.getFirst().equals(SELF);
    return covers ? new ActionPattern(segments.subList(1, segments.size())) : null;
  }

  /** The segment that decides what a resource is: the first, or the second after {@code self}; empty where there is none. */
  String namespace() {
    return !segments.getFirst().equals(SELF) ? segments.getFirst() : segments.size() > 1 ? segments.get(1) : "";
  }
}
