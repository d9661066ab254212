package dev.reeve.capsules.runtimebuiltin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.capsule.CapsuleException;
import java.util.stream.Collectors;

/**
 * The input of a run, as the kernel gives it.
 *
 * @param json JSON text on one line
 */
record Input(String json) {

  /** The most bytes it may have; with what is printed around it, it is a line that the kernel takes whole. */
  static final int MOST_BYTES = 1024 * 1024 - 1024;

  /** The input in a run's file of it; INVALID where it is larger than can be given back. */
  static Input of(byte[] file) throws CapsuleException {
    if (file.length > MOST_BYTES) {
      throw new CapsuleException(
          CapsuleException.Kind.INVALID, "the input has " + file.length + " bytes; the runtime builtin takes at most " + MOST_BYTES);
    }
    // A line break in JSON text is space between its parts.
    return new Input(new String(file, UTF_8).replace('\n', ' ').replace('\r', ' ').strip());
  }

  /** The message that gives it as the run's output, with its line's end. */
  String asOutput() {
    return output(json);
  }

  /** The message that gives a value as the run's output, with its line's end. */
  static String output(String value) {
    return "{\"type\":\"output\",\"value\":" + value + "}\n";
  }

  /**
   * The text of a string, or the JSON text of another value, each line with its end. One that could be read as a message of the run's own,
   * because it begins like an object, is marked with {@code >}: an input has no say in what the run asks of the kernel.
   */
  String asLines() {
    String text = json.startsWith("\"") ? JsonString.text(json) : json;
    return text.lines().map(line -> (line.stripLeading().startsWith("{") ? "> " + line : line) + "\n").collect(Collectors.joining());
  }
}
