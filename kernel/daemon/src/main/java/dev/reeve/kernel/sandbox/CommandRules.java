package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.ProcessCommand;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What a command to run beside a run has to be, apart from the host's state. */
public final class CommandRules {

  private static final int MOST_PARTS = 256;
  private static final int LONGEST_PART = 32 * 1024;
  private static final int MOST_INPUT = 1024 * 1024;
  private static final int MOST_OUTPUT = 1024 * 1024;
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofSeconds(55);

  private CommandRules() {}

  /** The same command, which nobody can change any more; INVALID says which bound it does not keep. */
  public static ProcessCommand checked(ProcessCommand given) throws CapsuleException {
    ProcessCommand command =
        new ProcessCommand(List.copyOf(given.command()), given.stdin().clone(), given.timeout(), given.maxOutput());
    List<String> parts = command.command();
    require(!parts.isEmpty() && parts.size() <= MOST_PARTS, "command: a program and at most " + (MOST_PARTS - 1) + " arguments");
    for (int at = 0; at < parts.size(); at++) {
      String part = parts.get(at);
      String what = at == 0 ? "command: the program" : "command: argument " + at;
      require(part.indexOf('\0') < 0, what + " holds a zero character");
      require(
          part.length() <= LONGEST_PART && part.getBytes(StandardCharsets.UTF_8).length <= LONGEST_PART,
          what + " has more than " + LONGEST_PART + " bytes");
    }
    require(parts.getFirst().startsWith("/"), "command: the program is an absolute path, not a name to look for or a line for a shell");
    AccessRules.normal("command", parts.getFirst());
    require(command.stdin().length <= MOST_INPUT, "stdin: at most " + MOST_INPUT + " bytes");
    require(
        command.timeout().compareTo(SHORTEST) >= 0 && command.timeout().compareTo(LONGEST) <= 0,
        "timeout: 1 ms to " + LONGEST.toSeconds() + " s");
    require(command.maxOutput() >= 1 && command.maxOutput() <= MOST_OUTPUT, "maxOutput: 1 to " + MOST_OUTPUT + " bytes");
    return command;
  }

  private static void require(boolean holds, String rule) throws CapsuleException {
    if (!holds) {
      throw new CapsuleException(Kind.INVALID, rule);
    }
  }
}
