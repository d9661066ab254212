package dev.reeve.capsules.kv;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.SlashCommand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command {@code kv}, for people: values are shown as JSON, one in a line. */
final class KvCommand implements SlashCommand {

  private static final String USAGE = "kv get KEY | put KEY VALUE | delete KEY | list [PREFIX [AFTER]]";
  private static final int MOST_KEYS = 1_000;

  private final Values values;

  KvCommand(Values values) {
    this.values = values;
  }

  @Override
  public List<String> run(List<String> args) throws CapsuleException {
    String verb = args.isEmpty() ? "" : args.getFirst();
    List<String> words = args.isEmpty() ? args : args.subList(1, args.size());
    return switch (verb + "/" + words.size()) {
      case "get/1" -> List.of(values.text(words.getFirst()).orElseThrow(() -> absent(words.getFirst())));
      case "put/2" -> List.of(values.put(words.getFirst(), value(words.getLast())) == Values.Put.CREATED ? "created" : "replaced");
      case "delete/1" -> deleted(words.getFirst());
      case "list/0" -> listed("", "");
      case "list/1" -> listed(words.getFirst(), "");
      case "list/2" -> listed(words.getFirst(), words.getLast());
      default -> throw new CapsuleException(Kind.INVALID, "usage: " + USAGE);
    };
  }

  /** JSON where the text is a JSON value; a text that begins like none is a string. */
  private static @Nullable Object value(String text) throws CapsuleException {
    try {
      return JsonReader.read(text);
    } catch (CapsuleException e) {
      if (!text.isEmpty() && "{[\"".indexOf(text.charAt(0)) >= 0) {
        throw e;
      }
      return text;
    }
  }

  private List<String> deleted(String key) throws CapsuleException {
    if (!values.delete(key)) {
      throw absent(key);
    }
    return List.of("deleted");
  }

  private List<String> listed(String prefix, String after) throws CapsuleException {
    Values.Page page = values.keys(prefix, after, MOST_KEYS);
    List<String> lines = new ArrayList<>(page.keys());
    if (page.more()) {
      lines.add("(there are more: kv list '" + prefix + "' '" + page.keys().getLast() + "')");
    }
    return lines;
  }

  private static CapsuleException absent(String key) {
    return new CapsuleException(Kind.NOT_FOUND, "there is no key '" + key + "'");
  }
}
