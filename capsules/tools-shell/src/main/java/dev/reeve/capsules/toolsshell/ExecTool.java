package dev.reeve.capsules.toolsshell;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostProcesses;
import dev.reeve.capsule.ProcessCommand;
import dev.reeve.capsule.ProcessOutcome;
import dev.reeve.capsule.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool {@code shell/exec}: a program run to its end beside the calling run. Answers {@code exit_code} (128 + signal where one ended
 * it), {@code stdout}, {@code stderr}, {@code encoding}, {@code truncated} and {@code timed_out}. As utf-8, bytes that are none become
 * U+FFFD; base64 gives the bytes as they are.
 */
final class ExecTool implements Tool {

  private static final long USUAL_MILLIS = 30_000;
  private static final long MOST_MILLIS = 55_000;
  private static final int USUAL_OUTPUT = 64 * 1024;
  private static final int MOST_OUTPUT = 1024 * 1024;

  /** Room for one of two streams in an answer, which the kernel bounds to 4 MiB of JSON. */
  private static final int STREAM_JSON = 2 * 1024 * 1024 - 32 * 1024;

  private final HostProcesses processes;

  ExecTool(HostProcesses processes) {
    this.processes = processes;
  }

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException {
    Input values = new Input(input);
    List<String> command = new ArrayList<>();
    command.add(values.text("program"));
    command.addAll(values.texts("args"));
    byte[] stdin = values.text("stdin", "").getBytes(UTF_8);
    Duration timeout = Duration.ofMillis(values.number("timeout_ms", USUAL_MILLIS, 1, MOST_MILLIS));
    int most = (int) values.number("max_output", USUAL_OUTPUT, 1, MOST_OUTPUT);
    String encoding = values.word("encoding", "utf-8", "base64");
    return answer(processes.run(new ProcessCommand(command, stdin, timeout, most)), encoding);
  }

  private static Map<String, @Nullable Object> answer(ProcessOutcome outcome, String encoding) {
    Text out = encoded(outcome.stdout(), encoding);
    Text err = encoded(outcome.stderr(), encoding);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("exit_code", (long) outcome.code());
    answer.put("stdout", out.text());
    answer.put("stderr", err.text());
    answer.put("encoding", encoding);
    answer.put("truncated", outcome.truncated() || out.shortened() || err.shortened());
    answer.put("timed_out", outcome.timedOut());
    return answer;
  }

  private static Text encoded(byte[] bytes, String encoding) {
    return encoding.equals("base64") ? new Text(Base64.getEncoder().encodeToString(bytes), false) : Text.of(bytes, STREAM_JSON);
  }
}
