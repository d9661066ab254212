package dev.reeve.tui;

import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.completion.TypedLine;
import dev.reeve.client.ReeveException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lines that nobody types: of a file, or of a standard input that is no terminal. */
final class Script {

  private final ShellLines lines;
  private final Surroundings surroundings;

  Script(ShellLines lines, Surroundings surroundings) {
    this.lines = lines;
    this.surroundings = surroundings;
  }

  /** Runs the lines of a text up to the first that fails; answers its exit code, or 0. */
  int untilFailure(String text) {
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      int exit = run(line, number, 0);
      if (exit == Prompt.LEAVE) {
        return 0;
      }
      if (exit != 0) {
        surroundings.err().println("reeve: stopped at line " + number);
        return exit;
      }
    }
    return 0;
  }

  /** Runs all lines up to the end or {@code exit}; answers the exit code of the last. */
  int all(InputStream in) throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    int exit = 0;
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      int now = run(line, number, exit);
      if (now == Prompt.LEAVE) {
        break;
      }
      exit = now;
    }
    return exit;
  }

  /** Exit code of a line; that of the line before when this one is empty. */
  private int run(String line, int number, int before) {
    TypedLine words = TypedLine.of(line);
    if (words.open()) {
      throw ReeveException.usage("line " + number + " has a quote that does not end: " + line, "close the quote");
    }
    if (words.words().isEmpty()) {
      return before;
    }
    if (!words.operators().isEmpty()) {
      throw ReeveException.usage(
          "line " + number + ": '" + words.words().get(words.operators().getFirst()) + "' has no meaning where nobody types",
          "pipe and redirect 'reeve shell' itself, or put quotes around what is meant as it stands");
    }
    return Prompt.leaves(words.words()) ? Prompt.LEAVE : lines.run(List.copyOf(words.words()), surroundings);
  }
}
