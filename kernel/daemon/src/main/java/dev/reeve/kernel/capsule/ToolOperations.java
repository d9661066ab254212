package dev.reeve.kernel.capsule;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.kernel.capsule.Contributions.BroughtCommand;
import dev.reeve.kernel.capsule.Contributions.BroughtTool;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calling tools and commands that capsules bring: input checked, deadline kept, answer bounded. Whether the caller may was decided before. */
public final class ToolOperations {

  private static final int MAX_INPUT = 1024 * 1024;
  private static final int MAX_OUTPUT = 4 * 1024 * 1024;
  private static final int MAX_ARGS = 64;
  private static final int MAX_ARG = 4096;
  private static final int MAX_LINES = 10_000;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final CapsuleOperations capsules;

  public ToolOperations(CapsuleOperations capsules) {
    this.capsules = capsules;
  }

  /** Every tool by name. */
  public Collection<BroughtTool> tools() {
    return capsules.tools().values();
  }

  /** Every slash command by name. */
  public Collection<BroughtCommand> commands() {
    return capsules.commands().values();
  }

  /**
   * Calls a tool for the caller of this thread.
   *
   * @param input JSON object as text; empty means an empty object
   * @return JSON text
   * @throws KernelException NOT_FOUND, INVALID_ARGUMENT naming what the schema refuses, or what the tool answered
   */
  public String call(String name, String input) {
    BroughtTool tool = capsules.tools().get(name);
    if (tool == null) {
      throw KernelException.notFound("tool", name);
    }
    if (input.length() > MAX_INPUT) {
      throw KernelException.invalid("input", "has at most " + MAX_INPUT + " characters");
    }
    String json = input.isEmpty() ? "{}" : input;
    Map<String, @Nullable Object> values = object(json);
    List<String> violations = tool.inputSchema().violations(json);
    if (!violations.isEmpty()) {
      throw KernelException.invalid("input", String.join("; ", violations));
    }
    try {
      return capsules.calls().call(tool.capsule(), DEADLINE, () -> text(tool.tool().call(values)));
    } catch (CapsuleException e) {
      throw GuestFailures.of(e);
    }
  }

  private static Map<String, @Nullable Object> object(String json) {
    try {
      return JsonText.parseObject(json);
    } catch (JsonText.NotJsonException e) {
      throw KernelException.invalid("input", "is no JSON object: " + e.getMessage());
    }
  }

  /** Walks the answer while still on the capsule's thread: its maps and lists are the capsule's code. */
  private static String text(@Nullable Map<String, @Nullable Object> output) throws CapsuleException {
    if (output == null) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "the tool answered nothing");
    }
    try {
      return JsonText.write(output, MAX_OUTPUT);
    } catch (JsonText.TooLargeException e) {
      throw new CapsuleException(CapsuleException.Kind.EXHAUSTED, "the tool answered more than " + MAX_OUTPUT + " bytes", e);
    } catch (JsonText.NotJsonException e) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "the tool's answer is no JSON: " + e.getMessage(), e);
    }
  }

  private static List<String> lines(@Nullable List<String> output) throws CapsuleException {
    if (output == null) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "the command answered nothing");
    }
    List<String> lines = new ArrayList<>();
    long characters = 0;
    for (String line : output) {
      characters += String.valueOf(line).length() + 1;
      if (lines.size() == MAX_LINES) {
        throw new CapsuleException(CapsuleException.Kind.EXHAUSTED, "the command answered more than " + MAX_LINES + " lines");
      }
      if (characters > MAX_OUTPUT) {
        throw new CapsuleException(CapsuleException.Kind.EXHAUSTED, "the command answered more than " + MAX_OUTPUT + " characters");
      }
      lines.add(String.valueOf(line));
    }
    return lines;
  }

  /**
   * Runs a slash command for the caller of this thread.
   *
   * @return its lines
   * @throws KernelException NOT_FOUND, INVALID_ARGUMENT, or what the command answered
   */
  public List<String> run(String name, List<String> args) {
    BroughtCommand command = capsules.commands().get(name);
    if (command == null) {
      throw KernelException.notFound("command", name);
    }
    if (args.size() > MAX_ARGS || args.stream().anyMatch(arg -> arg.length() > MAX_ARG)) {
      throw KernelException.invalid("args", "are at most " + MAX_ARGS + " of at most " + MAX_ARG + " characters");
    }
    try {
      return capsules.calls().call(command.capsule(), DEADLINE, () -> lines(command.command().run(args)));
    } catch (CapsuleException e) {
      throw GuestFailures.of(e);
    }
  }
}
