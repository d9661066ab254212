package dev.reeve.kernel.approval;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is told of questions that wait. */
public sealed interface Notification {

  /**
   * A program of the host.
   *
   * @param words an absolute path, and what it is started with
   */
  record Command(List<String> words) implements Notification {
    public Command {
      words = List.copyOf(words);
    }
  }

  /**
   * A tool of a capsule.
   *
   * @param principal who calls it
   * @param input what it is called with, besides the member {@code question}
   */
  record Tool(String name, String principal, Map<String, @Nullable Object> input) implements Notification {
    public Tool {
      input = Collections.unmodifiableMap(new LinkedHashMap<>(input));
    }
  }
}
