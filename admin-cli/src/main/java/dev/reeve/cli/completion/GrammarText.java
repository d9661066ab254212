package dev.reeve.cli.completion;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * A grammar as text: a line for each command, after it a line for each of its options and names, then those below it. A line is a letter
 * and fields after tabs; lists have blanks between.
 */
public final class GrammarText {

  private static final String MANY = "*";

  private GrammarText() {}

  /** The whole text of a grammar. */
  public static String of(Grammar root) {
    StringBuilder text = new StringBuilder();
    add(root, text);
    return text.toString();
  }

  private static void add(Grammar command, StringBuilder text) {
    line(text, "c", command.path(), list(command.aliases()), flag(command.stops(), "stops"), command.about());
    for (Grammar.Option option : command.options()) {
      String kind = flag(option.repeats(), "r") + flag(option.commas(), "c") + flag(option.everywhere(), "e");
      line(
          text, "o", list(option.words()), number(option.least()), number(option.most()), kind, option.label(), list(option.choices()), option.about());
    }
    command.names().forEach(name -> line(text, "n", number(name.from()), number(name.to()), name.label(), list(name.choices())));
    command.below().forEach(below -> add(below, text));
  }

  private static void line(StringBuilder text, String... fields) {
    for (String field : fields) {
      if (field.contains("\t") || field.contains("\n")) {
        throw new IllegalArgumentException("a field of a grammar holds neither tabs nor ends of lines: " + field);
      }
    }
    text.append(String.join("\t", fields)).append('\n');
  }

  private static String list(List<String> words) {
    return String.join(" ", words);
  }

  private static String flag(boolean set, String word) {
    return set ? word : "";
  }

  private static String number(int value) {
    return value == Integer.MAX_VALUE ? MANY : Integer.toString(value);
  }

  /**
   * The grammar of a text.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Grammar read(String text) {
    return read(text, first -> true);
  }

  /**
   * The same with no more of a first word than what it is, unless it is wanted whole: most of a text is about other words than a line has.
   *
   * @throws IllegalArgumentException when it is no grammar
   */
  static Grammar read(String text, Predicate<String> whole) {
    Deque<Begun> open = new ArrayDeque<>();
    boolean passing = false;
    for (int at = 0; at < text.length(); ) {
      int end = text.indexOf('\n', at);
      String line = text.substring(at, end < 0 ? text.length() : end);
      at += line.length() + 1;
      if (passing && isBelowFirst(line)) {
        continue;
      }
      passing = false;
      String[] fields = line.split("\t", -1);
      if (fields[0].equals("c")) {
        Begun next = new Begun(fields);
        passing = !next.path.isEmpty() && next.path.indexOf(' ') < 0 && !whole.test(next.path);
        while (!open.isEmpty() && !next.isBelow(open.peek())) {
          end(open);
        }
        open.push(next);
      } else if (open.isEmpty()) {
        throw new IllegalArgumentException("a grammar begins with a command, not '" + line + "'");
      } else {
        open.peek().add(fields);
      }
    }
    if (open.isEmpty()) {
      throw new IllegalArgumentException("a grammar has a command");
    }
    while (open.size() > 1) {
      end(open);
    }
    return open.pop().whole();
  }

  /** Whether a line is about what belongs to the first word before it. */
  private static boolean isBelowFirst(String line) {
    return !line.startsWith("c\t") || line.lastIndexOf(' ', line.indexOf('\t', 2)) > 0;
  }

  private static void end(Deque<Begun> open) {
    Grammar whole = open.pop().whole();
    if (open.isEmpty()) {
      throw new IllegalArgumentException("a grammar has one root, not '" + whole.path() + "' beside another");
    }
    Objects.requireNonNull(open.peek()).below.add(whole);
  }

  private static List<String> list(String words) {
    return words.isEmpty() ? List.of() : List.of(words.split(" ", -1));
  }

  private static int number(String field) {
    return field.equals(MANY) ? Integer.MAX_VALUE : Integer.parseInt(field);
  }

  /** A command whose lines are being read. */
  private static final class Begun {

    private final String path;
    private final String[] fields;
    private final List<Grammar.Option> options = new ArrayList<>();
    private final List<Grammar.Name> names = new ArrayList<>();
    private final List<Grammar> below = new ArrayList<>();

    Begun(String[] fields) {
      require(fields, 5);
      this.path = fields[1];
      this.fields = fields;
    }

    boolean isBelow(Begun other) {
      return other.path.isEmpty() ? !path.isEmpty() : path.startsWith(other.path + " ");
    }

    void add(String[] line) {
      if (line[0].equals("o")) {
        require(line, 8);
        String kind = line[4];
        options.add(
            new Grammar.Option(
                list(line[1]), number(line[2]), number(line[3]), kind.contains("r"), kind.contains("c"), kind.contains("e"), line[5], list(line[6]),
                line[7]));
      } else if (line[0].equals("n")) {
        require(line, 5);
        names.add(new Grammar.Name(number(line[1]), number(line[2]), line[3], list(line[4])));
      } else {
        throw new IllegalArgumentException("a line of a grammar begins with c, o or n, not '" + line[0] + "'");
      }
    }

    Grammar whole() {
      return new Grammar(path, list(fields[2]), fields[4], !fields[3].isEmpty(), List.copyOf(options), List.copyOf(names), List.copyOf(below));
    }

    private static void require(String[] line, int count) {
      if (line.length != count) {
        throw new IllegalArgumentException("a line of a grammar that begins with " + line[0] + " has " + count + " fields, not " + line.length);
      }
    }
  }
}
