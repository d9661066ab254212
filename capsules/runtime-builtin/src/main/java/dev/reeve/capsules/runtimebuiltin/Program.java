package dev.reeve.capsules.runtimebuiltin;

import dev.reeve.capsule.CapsuleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run of this runtime can do: the {@code program} of a manifest's {@code runtime} section. */
enum Program {
  /** Prints its input as lines of text, and gives it as its output. */
  ECHO,
  /** Gives its input as its output. */
  IDENTITY,
  /** Waits as long as its input says, and gives that as its output. */
  SLEEP;

  private static final List<String> KEYS = List.of("name", "program");
  private static final List<String> OF_OTHERS = List.of("command", "files", "image", "module", "workdir");

  /** Reads the section for {@code name: builtin}; INVALID names the key and the rule. */
  static Program parse(Map<String, @Nullable Object> section) throws CapsuleException {
    for (String key : section.keySet()) {
      if (OF_OTHERS.contains(key)) {
        throw invalid(key, "is for other runtimes; builtin runs its own programs alone");
      }
      if (!KEYS.contains(key)) {
        throw invalid(key, "unknown key; 'name' and 'program' are known");
      }
    }
    if (!"builtin".equals(section.get("name"))) {
      throw invalid("name", "must be 'builtin' here");
    }
    for (Program program : values()) {
      if (program.word().equals(section.get("program"))) {
        return program;
      }
    }
    throw invalid("program", "must be 'echo', 'identity' or 'sleep'");
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is to be done with an input; INVALID where the program cannot take it. */
  Task task(Input input) throws CapsuleException {
    return switch (this) {
      case ECHO -> Task.now(input.asLines() + input.asOutput());
      case IDENTITY -> Task.now(input.asOutput());
      case SLEEP -> {
        Seconds seconds = Seconds.of(input);
        yield new Task(seconds.duration(), Input.output("{\"seconds\":" + seconds.written() + "}"));
      }
    };
  }

  private static CapsuleException invalid(String key, String rule) {
    return new CapsuleException(CapsuleException.Kind.INVALID, "runtime." + key + ": " + rule);
  }
}
