package dev.reeve.kernel.agent;

import dev.reeve.kernel.approval.Interaction;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.json.JsonSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent runs.
 *
 * @param version semantic version
 * @param runtime the runtime section, JSON-like; its {@code name} is in {@link #runtimeName}
 * @param tools tool names, or {@code family/*}
 * @param requires the most it may use of what its principal holds
 * @param environment variables of the program
 * @param interaction whether people are asked
 */
public record Manifest(
    String name,
    String version,
    String description,
    Map<String, String> labels,
    Map<String, String> annotations,
    String runtimeName,
    Map<String, @Nullable Object> runtime,
    Task task,
    @Nullable JsonSchema inputSchema,
    Execution execution,
    List<String> tools,
    List<CapabilityPattern> requires,
    Limits limits,
    Map<String, String> environment,
    Security security,
    Interaction interaction) {

  /** What stands for a manifest that cannot be read: its name and version, and nothing to run. */
  static Manifest unreadable(String name, String version) {
    return new Manifest(
        name, version, "", Map.of(), Map.of(), "", Map.of(), new Task("", null, null), null, Execution.ONE_SHOT, List.of(), List.of(),
        new Limits(null, null, null, null, null), Map.of(), new Security(true, OnRevoke.STOP), Interaction.DENY);
  }

  /** Whether it says what to run: false for what stands for a manifest that cannot be read. */
  public boolean readable() {
    return !runtimeName.isEmpty();
  }

  /**
   * What it is asked to do.
   *
   * @param instruction empty where there is none
   * @param promptTemplate logic-less template of the prompt; null: the instruction and the intent
   * @param inputData JSON text of the input where the caller gives none; null: none
   */
  public record Task(String instruction, @Nullable String promptTemplate, @Nullable String inputData) {}

  /**
   * How often the program is run.
   *
   * @param maxIterations 1 in one-shot mode, else 1 to 100
   * @param iterationTimeout null: only the run's own
   * @param validation judged in this order after each iteration; the first that does not pass ends the judgement
   * @param retryOnRestart whether a run that the end of the kernel interrupted gets a new attempt by itself
   */
  public record Execution(
      boolean iterative, int maxIterations, @Nullable Duration iterationTimeout, List<Validator> validation, boolean retryOnRestart) {

    /** Once, judged by its exit code. */
    public static final Execution ONE_SHOT = new Execution(false, 1, null, List.of(), false);
  }

  /** Judges what an iteration did. */
  public sealed interface Validator {

    /** The program's exit code must be this one. */
    record ExitCode(int expected) implements Validator {}

    /** The result must match. */
    record Schema(JsonSchema schema) implements Validator {}

    /** Where a pattern must be found. */
    enum Target {
      /** The result as text: a JSON string without its quotes, else its JSON text. */
      OUTPUT,
      STDOUT,
      STDERR
    }

    /** The pattern (RE2 syntax, matched in linear time) must be found. */
    record Regex(String pattern, Target target) implements Validator {}
  }

  /** What happens where a right that a live run uses is taken away. */
  public enum OnRevoke {
    STOP,
    FINISH
  }

  /** Whether it is trusted, and what a revoke does to its runs. */
  public record Security(boolean untrusted, OnRevoke onRevoke) {}

  /**
   * Limits of a run; null where the manifest names none.
   *
   * @param storageBytes of its work folder
   */
  public record Limits(
      @Nullable Long memoryBytes, @Nullable Integer processes, @Nullable Integer cpuPercent, @Nullable Duration timeout,
      @Nullable Long storageBytes) {}
}
