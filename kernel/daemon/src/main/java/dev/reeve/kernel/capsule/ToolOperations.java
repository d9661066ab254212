package dev.reeve.kernel.capsule;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.kernel.approval.Clearance;
import dev.reeve.kernel.approval.Gate;
import dev.reeve.kernel.capsule.CapsuleManifest.CommandAnnouncement;
import dev.reeve.kernel.capsule.CapsuleManifest.ToolAnnouncement;
import dev.reeve.kernel.capsule.Contributions.BroughtCommand;
import dev.reeve.kernel.capsule.Contributions.BroughtTool;
import dev.reeve.kernel.capsule.Guest.GoneException;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Calling tools and commands that capsules bring: input checked, interceptors asked, what they left checked again and let through where a
 * person may have to be asked, deadline kept, answer bounded. Whether the caller may was decided before. A version that goes while it is being
 * called is made up for by the next one.
 */
public final class ToolOperations {

  private static final int MAX_INPUT = 1024 * 1024;
  private static final int MAX_OUTPUT = 4 * 1024 * 1024;
  private static final int MAX_ARGS = 64;
  private static final int MAX_ARG = 4096;
  private static final int MAX_LINES = 10_000;
  private static final String ARGS = "args";
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final CapsuleOperations capsules;
  private final Interceptions interceptions;
  private final Gate gate;

  /** {@code gate}: where calls stop that somebody may have to be asked about. */
  public ToolOperations(CapsuleOperations capsules, Replacements replacements, Gate gate) {
    this.capsules = capsules;
    this.interceptions = new Interceptions(capsules::table, MAX_INPUT, replacements);
    this.gate = gate;
  }

  /**
   * A tool that can be called.
   *
   * @param inputSchema JSON Schema as text
   */
  public record OfferedTool(String capsule, ToolAnnouncement announcement, String inputSchema) {}

  /** A slash command that can be run. */
  public record OfferedCommand(String capsule, CommandAnnouncement announcement) {}

  /** Every tool by name. */
  public List<OfferedTool> tools() {
    return capsules.table().tools().values().stream()
        .map(tool -> new OfferedTool(tool.guest().name(), tool.announcement(), tool.inputSchema().text()))
        .toList();
  }

  /** Every slash command by name. */
  public List<OfferedCommand> commands() {
    return capsules.table().commands().values().stream()
        .map(command -> new OfferedCommand(command.guest().name(), command.announcement()))
        .toList();
  }

  /**
   * Calls a tool for the caller of this thread.
   *
   * @param input JSON object as text; empty means an empty object
   * @return JSON text
   * @throws KernelException NOT_FOUND, INVALID_ARGUMENT naming what the schema refuses, what {@link Gate#require} says, or what the tool answered
   */
  public String call(String name, String input) {
    if (input.length() > MAX_INPUT) {
      throw KernelException.invalid("input", "has at most " + MAX_INPUT + " characters");
    }
    String given = input.isEmpty() ? "{}" : input;
    BroughtTool asked = tool(name);
    Map<String, @Nullable Object> own = checked(asked, given);
    while (true) {
      try {
        if (gate.asks(tool(name).brief())) {
          return cleared(name, given);
        }
        String json = interceptions.apply("tool.invoke." + name, given);
        BroughtTool tool = tool(name);
        boolean same = tool.guest() == asked.guest() && json.equals(given);
        Map<String, @Nullable Object> values = same ? own : checked(tool, json);
        if (gate.asks(tool.brief())) {
          continue;
        }
        return tool.guest().serve("tool", name, DEADLINE, () -> text(tool.tool().call(values)));
      } catch (GoneException replaced) {
        Thread.onSpinWait();
      } catch (CapsuleException e) {
        throw GuestFailures.of(e);
      }
    }
  }

  /** A call that stops at the gate: what is let through is what the interceptors leave last, on the version that was shown. */
  private String cleared(String name, String given) throws CapsuleException, GoneException {
    AtomicReference<@Nullable ToolWish> last = new AtomicReference<>();
    Clearance unused =
        gate.require(
            () -> {
              String json = interceptions.apply("tool.invoke." + name, given);
              BroughtTool tool = tool(name);
              ToolWish wish = new ToolWish(tool, checked(tool, json));
              last.set(wish);
              return wish.whole(version(tool.guest()));
            });
    ToolWish wish = Objects.requireNonNull(last.get(), "the gate asks what it lets through");
    return wish.tool().guest().serve("tool", name, DEADLINE, () -> text(wish.tool().tool().call(wish.values())));
  }

  private String version(Guest guest) {
    InstalledCapsule capsule = capsules.table().find(guest.name());
    return capsule == null ? guest.name() : capsule.name() + " " + capsule.pin().version() + " sha256:" + capsule.pin().digest();
  }

  private BroughtTool tool(String name) {
    BroughtTool tool = capsules.table().tools().get(name);
    if (tool == null) {
      throw KernelException.notFound("tool", name);
    }
    return tool;
  }

  private static Map<String, @Nullable Object> checked(BroughtTool tool, String json) {
    Map<String, @Nullable Object> values = object(json);
    List<String> violations = tool.inputSchema().violations(json);
    if (!violations.isEmpty()) {
      throw KernelException.invalid("input", String.join("; ", violations));
    }
    return values;
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
    checked(command(name), args);
    while (true) {
      AtomicReference<String> last = new AtomicReference<>("");
      AtomicReference<BroughtCommand> shown = new AtomicReference<>(command(name));
      Clearance unused =
          gate.require(
              () -> {
                String json = interceptions.apply("command.run." + name, JsonText.write(Map.of(ARGS, args)));
                last.set(json);
                shown.set(command(name));
                return ToolWish.command(name, object(json), version(shown.get().guest()));
              });
      String json = last.get();
      BroughtCommand command = shown.get();
      List<String> given = checked(command, arguments(json));
      try {
        return command.guest().serve("command", name, DEADLINE, () -> lines(command.command().run(given)));
      } catch (GoneException replaced) {
        Thread.onSpinWait();
      } catch (CapsuleException e) {
        throw GuestFailures.of(e);
      }
    }
  }

  private BroughtCommand command(String name) {
    BroughtCommand command = capsules.table().commands().get(name);
    if (command == null) {
      throw KernelException.notFound("command", name);
    }
    return command;
  }

  private static List<String> checked(BroughtCommand command, List<String> args) {
    if (args.size() > MAX_ARGS || args.stream().anyMatch(arg -> arg.length() > MAX_ARG)) {
      throw KernelException.invalid(ARGS, "of " + command.announcement().name() + " are at most " + MAX_ARGS + " of at most " + MAX_ARG + " characters");
    }
    return args;
  }

  private static List<String> arguments(String json) {
    List<String> args = new ArrayList<>();
    List<?> given = object(json).get(ARGS) instanceof List<?> list ? list : List.of(false);
    for (Object each : given) {
      if (!(each instanceof String arg)) {
        throw KernelException.invalid(ARGS, "must be a list of strings, also after an interceptor");
      }
      args.add(arg);
    }
    return args;
  }
}
