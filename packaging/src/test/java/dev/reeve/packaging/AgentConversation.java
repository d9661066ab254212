package dev.reeve.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.kernel.json.JsonText;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One run of an agent's program over real pipes, with this test as the kernel at their other end. */
final class AgentConversation {

  private static final long LONGEST_SECONDS = 60;

  final List<Map<String, @Nullable Object>> progress = new ArrayList<>();
  final List<Map<String, @Nullable Object>> calls = new ArrayList<>();
  final List<Object> outputs = new ArrayList<>();
  int code = -1;

  /**
   * Runs the program to its end.
   *
   * @param answer gives the rest of the {@code tool_result} for a call
   */
  static AgentConversation hold(
      List<String> command, Object input, Function<Map<String, @Nullable Object>, Map<String, @Nullable Object>> answer) throws Exception {
    AgentConversation conversation = new AgentConversation();
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Thread.ofPlatform().daemon().start(() -> endLate(process));
    try (BufferedWriter to = process.outputWriter(UTF_8);
        BufferedReader from = process.inputReader(UTF_8)) {
      write(to, Map.of("type", "input", "input", input));
      for (String line = from.readLine(); line != null; line = from.readLine()) {
        conversation.hear(JsonText.parseObject(line), to, answer);
      }
      conversation.code = process.waitFor();
    } finally {
      process.destroyForcibly();
    }
    return conversation;
  }

  /** The program of an agent, run with the system's Python. */
  static List<String> python(Path program) {
    return List.of("/usr/bin/python3", program.toString());
  }

  private void hear(
      Map<String, @Nullable Object> message,
      BufferedWriter to,
      Function<Map<String, @Nullable Object>, Map<String, @Nullable Object>> answer)
      throws IOException {
    switch (String.valueOf(message.get("type"))) {
      case "progress" -> progress.add(message);
      case "output" -> outputs.add(Objects.requireNonNull(message.get("value")));
      case "tool" -> {
        calls.add(message);
        Map<String, @Nullable Object> result = new LinkedHashMap<>(answer.apply(message));
        result.put("type", "tool_result");
        result.put("id", message.get("id"));
        write(to, result);
      }
      default -> throw new IllegalStateException("not of the run protocol: " + message);
    }
  }

  private static void write(BufferedWriter to, Object value) throws IOException {
    to.write(JsonText.write(value));
    to.newLine();
    to.flush();
  }

  private static void endLate(Process process) {
    try {
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
