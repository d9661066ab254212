package dev.reeve.capsules.toolsfiles;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import dev.reeve.capsule.Tool;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool {@code files/search}: entries below a folder by name, or lines of files by text they hold. Answers {@code matches} (by name:
 * {@code path}, {@code kind}, {@code size}, {@code modified}; by text: {@code path}, {@code line}, {@code text}), {@code truncated} and
 * why in {@code bounds}, {@code visited} and {@code read} (entries and files), and {@code skipped} (counts of {@code denied},
 * {@code unreadable} and {@code binary}, which is a file with a NUL byte).
 */
final class SearchTool implements Tool {

  private static final int LONGEST = 256;

  private final HostFiles files;

  SearchTool(HostFiles files) {
    this.files = files;
  }

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException {
    Input values = new Input(input);
    String path = values.text("path");
    String name = bounded("name", values.textOrNull("name"));
    String text = bounded("text", values.textOrNull("text"));
    if (name == null && text == null) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "say what to search: name, text or both");
    }
    Search search =
        new Search(
            files,
            new Search.Question(
                name == null ? null : new NameGlob(name),
                text == null ? null : literal(text),
                (int) values.number("max_depth", 8, 1, 32),
                (int) values.number("max_entries", 10_000, 1, 20_000),
                (int) values.number("max_matches", 100, 1, 1_000)));
    Findings found = search.below(path);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("matches", found.matches());
    answer.put("truncated", !found.bounds().isEmpty());
    answer.put("bounds", found.bounds());
    answer.put("visited", search.entries());
    answer.put("read", search.read());
    answer.put("skipped", found.skipped());
    return answer;
  }

  private static @Nullable String bounded(String key, @Nullable String value) throws CapsuleException {
    if (value != null && (value.isEmpty() || value.codePointCount(0, value.length()) > LONGEST)) {
      throw Input.invalid(key, "must have 1 to " + LONGEST + " characters");
    }
    return value;
  }

  private static Literal literal(String text) throws CapsuleException {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf(0) >= 0) {
      throw Input.invalid("text", "must be part of one line, without line breaks and NUL");
    }
    try {
      return new Literal(Utf8.encode(text));
    } catch (CharacterCodingException e) {
      throw Input.invalid("text", "holds half a surrogate pair, which no UTF-8 has");
    }
  }
}
