package dev.reeve.cli.config;

import dev.reeve.cli.file.TextDifference;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Changes of the text of a file that leave every other line as it is. Each answers empty where the text is of a shape that lines cannot be
 * cut out of or put into: what came of it is read again and must say exactly what was meant.
 */
final class ConfigEdit {

  private static final Pattern VERSION = Pattern.compile("\\s*" + ConfigReader.VERSION_KEY + "\\s*=.*", Pattern.DOTALL);
  private static final Pattern CURRENT = Pattern.compile("\\s*context\\s*=.*", Pattern.DOTALL);

  private final ConfigFile file;
  private final ConfigDocument before;
  private final List<String> lines;
  private final String eol;

  ConfigEdit(ConfigFile file, ConfigDocument before) {
    this.file = file;
    this.before = before;
    this.lines = TextDifference.lines(before.text());
    this.eol = !lines.isEmpty() && lines.getFirst().endsWith("\r\n") ? "\r\n" : "\n";
  }

  /** With that context as the one that is used. */
  Optional<String> using(String name) {
    Map<Setting, String> values = values();
    values.put(Setting.CONTEXT, name);
    String line = Setting.CONTEXT.key() + " = " + ConfigText.quoted(name) + eol;
    List<String> after = ended();
    int at = find(CURRENT);
    if (at >= 0) {
      after.set(at, line);
    } else {
      after.add(find(VERSION) + 1, line);
    }
    return saying(after, values, before.contexts());
  }

  /** With no context that is used. */
  Optional<String> usingNone() {
    Map<Setting, String> values = values();
    values.remove(Setting.CONTEXT);
    return saying(withoutCurrent(lines), values, before.contexts());
  }

  /** With another context at the end. */
  Optional<String> with(Context context) {
    Map<String, Context> contexts = new LinkedHashMap<>(before.contexts());
    contexts.put(context.name(), context);
    List<String> after = ended();
    if (!after.isEmpty() && !after.getLast().isBlank()) {
      after.add(eol);
    }
    ConfigText.of(context).forEach(line -> after.add(line + eol));
    return saying(after, values(), contexts);
  }

  /** Without a context: its table, and the comments and blank lines right above it; nor is it the one that is used. */
  Optional<String> without(String name) {
    Pattern header = Pattern.compile("\\s*\\[\\s*" + ConfigReader.CONTEXTS + "\\s*\\.\\s*[\"']?" + Pattern.quote(name) + "[\"']?\\s*].*", Pattern.DOTALL);
    int from = 0;
    while (from < lines.size() && !header.matcher(lines.get(from)).matches()) {
      from++;
    }
    if (from == lines.size()) {
      return Optional.empty();
    }
    int end = from + 1;
    while (end < lines.size() && !lines.get(end).stripLeading().startsWith("[")) {
      end++;
    }
    if (end < lines.size()) {
      while (isComment(end - 1)) {
        end--;
      }
    }
    while (from > 0 && isComment(from - 1)) {
      from--;
    }
    while (end == lines.size() && from > 0 && lines.get(from - 1).isBlank()) {
      from--;
    }
    List<String> after = new ArrayList<>(lines.subList(0, from));
    after.addAll(lines.subList(end, lines.size()));
    Map<Setting, String> values = values();
    Map<String, Context> contexts = new LinkedHashMap<>(before.contexts());
    contexts.remove(name);
    if (values.remove(Setting.CONTEXT, name)) {
      after = withoutCurrent(after);
    }
    return saying(after, values, contexts);
  }

  /** The lines, the last of which has an end. */
  private List<String> ended() {
    List<String> all = new ArrayList<>(lines);
    if (!all.isEmpty() && !all.getLast().endsWith("\n")) {
      all.set(all.size() - 1, all.getLast() + eol);
    }
    return all;
  }

  private static List<String> withoutCurrent(List<String> of) {
    List<String> after = new ArrayList<>(of);
    int at = find(CURRENT, of);
    if (at >= 0) {
      after.remove(at);
    }
    return after;
  }

  private int find(Pattern key) {
    return find(key, lines);
  }

  /** The line of a key above the first table; -1: there is none. */
  private static int find(Pattern key, List<String> lines) {
    for (int at = 0; at < lines.size() && !lines.get(at).stripLeading().startsWith("["); at++) {
      if (key.matcher(lines.get(at)).matches()) {
        return at;
      }
    }
    return -1;
  }

  private boolean isComment(int line) {
    return lines.get(line).stripLeading().startsWith("#");
  }

  private Map<Setting, String> values() {
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    values.putAll(before.values());
    return values;
  }

  private Optional<String> saying(List<String> after, Map<Setting, String> values, Map<String, Context> contexts) {
    String text = String.join("", after);
    ConfigDocument meant = new ConfigDocument(text, ConfigDocument.VERSION, values, contexts, List.of());
    return file.parse(text).saysTheSame(meant) ? Optional.of(text) : Optional.empty();
  }
}
