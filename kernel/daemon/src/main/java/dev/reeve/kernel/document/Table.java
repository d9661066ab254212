package dev.reeve.kernel.document;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of one mapping. Every getter notes its key as known and tells {@link Problems} what is wrong; it then returns a harmless
 * value of its type, so that reading goes on and all problems are told at once. Results count only after {@link Problems#throwIfAny}.
 * The getters called {@code optional…} return null for an absent key; the others call an absent key a problem unless they take a default.
 */
public final class Table {

  private static final Pattern BARE_KEY = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** Text to a value; throws IllegalArgumentException with words for people. */
  @FunctionalInterface
  public interface Parser<T> {
    T parse(String text);
  }

  private final Node.Mapping mapping;
  private final Problems problems;
  private final String path;
  private final Set<String> known = new LinkedHashSet<>();
  private boolean freeKeys;

  private Table(Node.Mapping mapping, Problems problems, String path) {
    this.mapping = mapping;
    this.problems = problems;
    this.path = path;
    problems.opened(this);
  }

  /** The outermost table of a file. */
  public static Table of(Node.Mapping mapping, Problems problems) {
    return new Table(mapping, problems, "");
  }

  /** Whether the key stands in the file; makes it known. */
  public boolean has(String key) {
    return entry(key) != null;
  }

  /** Tells a problem of the key, or of the table where the key is absent. */
  public void problem(String key, String message) {
    Node.Entry entry = entry(key);
    problems.add(entry == null ? mapping : entry.value(), path(key), message);
  }

  /** The problem of the key by itself, for what makes the rest of the file unreadable; {@link DocumentException} to be thrown. */
  public DocumentException refusal(String key, String message) {
    Node.Entry entry = entry(key);
    Node at = entry == null ? mapping : entry.value();
    return new DocumentException(List.of(new Problem(problems.file(), at.line(), at.column(), path(key), message)));
  }

  public String string(String key) {
    return required(key, "a string", "", this::optionalString);
  }

  public @Nullable String optionalString(String key) {
    return read(key, "a string", Table::text);
  }

  /** The string as the parser reads it; what the parser refuses is a problem of the key. Null where absent or refused. */
  public <T> @Nullable T optional(String key, Parser<T> parser) {
    Node.Entry entry = entry(key);
    String text = optionalString(key);
    return entry == null || text == null ? null : parsed(entry.value(), path(key), text, parser);
  }

  /** The strings of a list; empty where absent. */
  public List<String> strings(String key) {
    return list(key, text -> text);
  }

  /** The strings of a list as the parser reads them; what the parser refuses is a problem of that item. */
  public <T> List<T> list(String key, Parser<T> parser) {
    List<T> values = new ArrayList<>();
    each(key, "a list of strings", (item, at) -> {
      String text = text(item);
      if (text == null) {
        problems.add(item, at, "expected a string, found " + item.describe());
        return;
      }
      T value = parsed(item, at, text, parser);
      if (value != null) {
        values.add(value);
      }
    });
    return List.copyOf(values);
  }

  /** The integers of a list, bounds inclusive; empty where absent. */
  public List<Long> integers(String key, long min, long max) {
    List<Long> values = new ArrayList<>();
    each(key, "a list of integers", (item, at) -> {
      String wanted = "an integer from " + min + " to " + max;
      if (!(item instanceof Node.Scalar(Long number, _, _))) {
        problems.add(item, at, "expected " + wanted + ", found " + item.describe());
      } else if (number < min || number > max) {
        problems.add(item, at, "is " + number + "; wanted: " + wanted);
      } else {
        values.add(number);
      }
    });
    return List.copyOf(values);
  }

  public boolean bool(String key, boolean otherwise) {
    Boolean value = read(key, "true or false", node -> node instanceof Node.Scalar(Boolean bool, _, _) ? bool : null);
    return value == null ? otherwise : value;
  }

  /** Bounds inclusive. */
  public long integer(String key, long min, long max) {
    return required(key, "an integer from " + min + " to " + max, min, k -> optionalInteger(k, min, max));
  }

  /** Bounds inclusive. */
  public @Nullable Long optionalInteger(String key, long min, long max) {
    String wanted = "an integer from " + min + " to " + max;
    Long value = read(key, wanted, node -> node instanceof Node.Scalar(Long number, _, _) ? number : null);
    return within(key, value, min, max, wanted, String::valueOf);
  }

  /** Text such as {@code 600s} or {@code 2h30m}; bounds inclusive. */
  public Duration duration(String key, Duration min, Duration max) {
    return required(key, Amounts.A_DURATION, min, k -> optionalDuration(k, min, max));
  }

  /** Text such as {@code 600s} or {@code 2h30m}; bounds inclusive. */
  public @Nullable Duration optionalDuration(String key, Duration min, Duration max) {
    Duration value = read(key, Amounts.A_DURATION, node -> {
      String text = text(node);
      return text == null ? null : Amounts.duration(text).orElse(null);
    });
    return within(key, value, min, max, "a duration from " + Amounts.text(min) + " to " + Amounts.text(max), Amounts::text);
  }

  /** Bytes, as an integer or as text such as {@code 512MiB}; bounds inclusive. */
  public long size(String key, long min, long max) {
    return required(key, Amounts.A_SIZE, min, k -> optionalSize(k, min, max));
  }

  /** Bytes, as an integer or as text such as {@code 512MiB}; bounds inclusive. */
  public @Nullable Long optionalSize(String key, long min, long max) {
    Long value = read(key, Amounts.A_SIZE, node -> {
      if (node instanceof Node.Scalar(Long number, _, _)) {
        return number;
      }
      String text = text(node);
      return text == null ? null : Amounts.size(text).orElse(null);
    });
    return within(key, value, min, max, "a size from " + min + " to " + max + " bytes", bytes -> bytes + " bytes");
  }

  /** A constant by its name in lower case with '-' for '_'. */
  public <E extends Enum<E>> E enumeration(String key, Class<E> type) {
    E first = type.getEnumConstants()[0];
    return required(key, oneOf(wordsOf(type)), first, k -> optionalEnumeration(k, type));
  }

  /** A constant by its name in lower case with '-' for '_'. */
  public <E extends Enum<E>> @Nullable E optionalEnumeration(String key, Class<E> type) {
    List<String> words = wordsOf(type);
    String word = optionalChoice(key, words);
    return word == null ? null : type.getEnumConstants()[words.indexOf(word)];
  }

  /** One of the words. */
  public @Nullable String optionalChoice(String key, List<String> words) {
    String text = optionalString(key);
    if (text == null || words.contains(text)) {
      return text;
    }
    problem(key, "is '" + Problem.shorten(text) + "'; wanted: " + oneOf(words) + Suggestion.nearest(text, words));
    return null;
  }

  /** A point in time with its offset: in TOML a date-time, in either language RFC 3339 text. */
  public @Nullable Instant optionalInstant(String key) {
    return read(key, "a time such as 2026-01-31T12:00:00Z", node -> switch (node instanceof Node.Scalar scalar ? scalar.value() : null) {
      case OffsetDateTime time -> time.toInstant();
      case String text -> instant(text);
      case null, default -> null;
    });
  }

  /** The table under the key; where absent that is a problem, and an empty table is returned. */
  public Table table(String key) {
    Table table = optionalTable(key);
    if (table != null) {
      return table;
    }
    if (entry(key) == null) {
      problem(key, "missing; wanted: a table");
    }
    return empty(key);
  }

  public @Nullable Table optionalTable(String key) {
    Node.Mapping value = read(key, "a table", node -> node instanceof Node.Mapping found ? found : null);
    return value == null ? null : new Table(value, problems, path(key));
  }

  /** A list of tables; empty where absent. */
  public List<Table> tables(String key) {
    List<Table> tables = new ArrayList<>();
    each(key, "a list of tables", (item, at) -> {
      if (item instanceof Node.Mapping found) {
        tables.add(new Table(found, problems, at));
      } else {
        problems.add(item, at, "expected a table, found " + item.describe());
      }
    });
    return List.copyOf(tables);
  }

  /** The tables under keys of the writer's choice, in the order of the file. */
  public Map<String, Table> children() {
    freeKeys = true;
    Map<String, Table> children = new LinkedHashMap<>();
    for (String key : mapping.entries().keySet()) {
      Table child = optionalTable(key);
      if (child != null) {
        children.put(key, child);
      }
    }
    return children;
  }

  /** The strings under keys of the writer's choice, in the order of the file. */
  public Map<String, String> texts() {
    freeKeys = true;
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : mapping.entries().keySet()) {
      String text = optionalString(key);
      if (text != null) {
        texts.put(key, text);
      }
    }
    return texts;
  }

  /** The value as JSON knows it ({@link Node#plain}), unread by this class; null where absent. */
  public @Nullable Object raw(String key) {
    Node.Entry entry = entry(key);
    return entry == null ? null : entry.value().plain();
  }

  String path() {
    return path;
  }

  Set<String> asked() {
    return known;
  }

  void reportUnknownKeys() {
    if (freeKeys) {
      return;
    }
    for (Node.Entry entry : mapping.entries().values()) {
      if (!known.contains(entry.key())) {
        problems.add(entry.line(), entry.column(), path(entry.key()), "unknown key" + Suggestion.nearest(entry.key(), known));
      }
    }
  }

  private Table empty(String key) {
    return new Table(new Node.Mapping(Map.of(), mapping.line(), mapping.column()), new Problems(""), path(key));
  }

  private Node.@Nullable Entry entry(String key) {
    known.add(key);
    return mapping.entries().get(key);
  }

  private <T> @Nullable T read(String key, String wanted, Function<Node, @Nullable T> reader) {
    Node.Entry entry = entry(key);
    if (entry == null) {
      return null;
    }
    T value = reader.apply(entry.value());
    if (value == null) {
      problems.add(entry.value(), path(key), "expected " + wanted + ", found " + entry.value().describe());
    }
    return value;
  }

  private <T> T required(String key, String wanted, T harmless, Function<String, @Nullable T> getter) {
    T value = getter.apply(key);
    if (value == null && entry(key) == null) {
      problem(key, "missing; wanted: " + wanted);
    }
    return value == null ? harmless : value;
  }

  private interface ItemReader {
    void read(Node item, String path);
  }

  private void each(String key, String wanted, ItemReader reader) {
    Node.Sequence sequence = read(key, wanted, node -> node instanceof Node.Sequence found ? found : null);
    if (sequence != null) {
      for (int i = 0; i < sequence.items().size(); i++) {
        reader.read(sequence.items().get(i), path(key) + "[" + i + "]");
      }
    }
  }

  private <T> @Nullable T parsed(Node at, String atPath, String text, Parser<T> parser) {
    try {
      return parser.parse(text);
    } catch (IllegalArgumentException e) {
      problems.add(at, atPath, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private <T extends Comparable<T>> @Nullable T within(
      String key, @Nullable T value, T min, T max, String wanted, Function<T, String> text) {
    if (value == null || (value.compareTo(min) >= 0 && value.compareTo(max) <= 0)) {
      return value;
    }
    problem(key, "is " + text.apply(value) + "; wanted: " + wanted);
    return null;
  }

  private String path(String key) {
    return path.isEmpty() ? shown(key) : path + "." + shown(key);
  }

  /** The key as a path shows it: quoted unless plain, cut where long. */
  static String shown(String key) {
    return BARE_KEY.matcher(key).matches() ? key : "\"" + Problem.shorten(key) + "\"";
  }

  private static @Nullable String text(Node node) {
    return node instanceof Node.Scalar(String text, _, _) ? text : null;
  }

  private static @Nullable Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException _) {
      return null;
    }
  }

  private static <E extends Enum<E>> List<String> wordsOf(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
  }

  private static String oneOf(List<String> words) {
    return words.size() == 1 ? "'" + words.getFirst() + "'" : "one of '" + String.join("', '", words) + "'";
  }
}
