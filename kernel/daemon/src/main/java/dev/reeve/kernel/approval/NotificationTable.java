package dev.reeve.kernel.approval;

import dev.reeve.kernel.authority.Names;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.json.JsonText;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The table {@code [notify]}. */
final class NotificationTable {

  /** Member of a tool's input that says which question waits. */
  static final String QUESTION = "question";

  private static final Pattern TOOL = Pattern.compile("[a-z][a-z0-9-]{0,63}/[a-z][a-z0-9-]{0,63}");
  private static final int MAX_WORDS = 64;
  private static final int LONGEST_WORD = 4096;
  private static final int LONGEST_INPUT = 65_536;

  private NotificationTable() {}

  static @Nullable Notification read(@Nullable Table table) {
    if (table == null) {
      return null;
    }
    List<String> command = AnsweringTable.bounded(table, "command", MAX_WORDS, NotificationTable::word);
    String tool = table.optional("tool", NotificationTable::tool);
    String principal = table.optional("principal", NotificationTable::principal);
    Map<String, @Nullable Object> input = table.optional("input", NotificationTable::input);
    if (table.has("command") == table.has("tool")) {
      table.problem("command", "one of 'command' and 'tool' is wanted");
    } else if (table.has("command")) {
      if (table.raw("command") instanceof List<?> words && (words.isEmpty() || !String.valueOf(words.getFirst()).startsWith("/"))) {
        table.problem("command", "must begin with the absolute path of a program");
      }
      if (table.has("principal") || table.has("input")) {
        table.problem(table.has("principal") ? "principal" : "input", "goes with 'tool' only");
      }
    } else if (!table.has("principal")) {
      table.problem("principal", "missing; wanted: who calls the tool");
    }
    return tool == null || principal == null
        ? new Notification.Command(command)
        : new Notification.Tool(tool, principal, input == null ? Map.of() : input);
  }

  private static String word(String text) {
    if (text.length() > LONGEST_WORD || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("must have at most " + LONGEST_WORD + " characters, none of them NUL");
    }
    return text;
  }

  private static String tool(String text) {
    if (!TOOL.matcher(text).matches()) {
      throw new IllegalArgumentException("must be family/name");
    }
    return text;
  }

  private static String principal(String text) {
    String wrong = Names.checkPrincipal(text);
    if (wrong != null) {
      throw new IllegalArgumentException(wrong);
    }
    return text;
  }

  private static Map<String, @Nullable Object> input(String text) {
    if (text.length() > LONGEST_INPUT) {
      throw new IllegalArgumentException("must have at most " + LONGEST_INPUT + " characters");
    }
    try {
      Map<String, @Nullable Object> input = JsonText.parseObject(text);
      if (input.containsKey(QUESTION)) {
        throw new IllegalArgumentException("has a member '" + QUESTION + "', which is added");
      }
      return input;
    } catch (JsonText.NotJsonException e) {
      throw new IllegalArgumentException("must be a JSON object: " + e.getMessage(), e);
    }
  }
}
