package dev.reeve.tui;

import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.call.TypedInput;
import java.util.Objects;
import java.util.Set;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Answers typed at the prompt, read as its lines are, so that what arrives meanwhile appears above the question. They are neither kept nor
 * completed; an interrupt or the end of input answers nothing.
 *
 * @param words splits the lines of the reader
 * @param ours ids of runs and approvals that the line which runs tells of by itself
 */
record AskedLines(LineReader reader, LineWords words, Set<String> ours) implements TypedInput {

  @Override
  public char @Nullable [] hidden(String prompt) {
    String typed = read(prompt, '\0');
    return typed == null ? null : typed.toCharArray();
  }

  @Override
  public String shown(String question, Surroundings asking) {
    return Objects.requireNonNullElse(read(question, null), "");
  }

  private @Nullable String read(String prompt, @Nullable Character mask) {
    try {
      return line(prompt, mask);
    } catch (UserInterruptException | EndOfFileException none) {
      return null;
    }
  }

  /**
   * A line as it is typed.
   *
   * @throws UserInterruptException when it is interrupted
   * @throws EndOfFileException at the end of input
   */
  String line(String prompt, @Nullable Character mask) {
    answers(true);
    try {
      return reader.readLine(prompt.replace("%", "%%"), mask);
    } finally {
      answers(false);
    }
  }

  private void answers(boolean now) {
    words.answers(now);
    reader.setVariable(LineReader.DISABLE_HISTORY, now);
    reader.setVariable(LineReader.DISABLE_COMPLETION, now);
  }
}
