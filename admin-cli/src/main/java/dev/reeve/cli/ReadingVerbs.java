package dev.reeve.cli;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * Which commands change nothing: neither at the kernel, nor in its home, nor on this host but for a file that they are told to write their
 * answer to. One that is in neither set counts as one that changes something.
 */
public final class ReadingVerbs {

  /** Without {@code reeve}; {@code shell} itself changes nothing, and each of its lines is held to the same, as is {@code ui} with its keys. */
  private static final Set<String> READING =
      Set.of(
          "doctor", "status", "ps", "who", "whoami", "version", "daemon status", "daemon logs", "support-bundle",
          "agent diff", "agent list", "agent logs", "agent show", "agent validate", "agent versions",
          "group list", "group members", "group show",
          "caps catalog", "caps check", "caps diff", "caps explain", "caps show", "caps who-can",
          "quota show", "key agent", "key list", "invite list", "device list", "session list",
          "run files", "run list", "run logs", "run show", "run watch", "task list", "task logs",
          "capsule list", "capsule show", "capsule trust list", "capsule verify", "tool list",
          "approval list", "approval rule list", "approval rule show", "approval show", "approval watch",
          "audit export", "audit head", "audit list", "audit stats", "audit tail", "audit verify",
          "backup verify", "lockdown status", "completion bash", "shell", "ui", "top", "usage", "completion zsh", "completion fish", "help", "man", "logs", "tool show",
          "config check", "config default", "config explain", "config show", "context current", "context list", "context show");

  private static final Set<String> CHANGING =
      Set.of(
          "daemon start", "daemon stop", "daemon restart", "setup", "demo", "import astrid", "x", "tool call", "talk",
          "agent archive", "agent create", "agent delete", "agent deploy", "agent disable", "agent enable", "agent modify",
          "agent pause", "agent resume", "agent rollback", "agent scope",
          "group create", "group delete", "group modify",
          "caps grant", "caps revoke", "caps ungrant", "caps unrevoke", "quota set",
          "key add", "key generate", "key remove", "invite issue", "invite redeem", "invite revoke",
          "device pair", "device redeem", "device revoke", "session end",
          "run cancel", "run continue", "run fork", "run resume", "run retry", "run rm", "run start", "task cancel", "task execute",
          "capsule install", "capsule keygen", "capsule reload", "capsule remove", "capsule sign",
          "capsule trust add", "capsule trust remove", "capsule trust revoke", "capsule unload", "capsule upgrade",
          "approval approve", "approval deny", "approval rule add", "approval rule revoke",
          "config migrate", "context add", "context remove", "context use", "audit prune", "audit rotate-key", "backup create", "backup restore", "lockdown off", "lockdown on");

  /** Options with which a command that else reads changes something. */
  private static final Set<String> CHANGING_OPTIONS = Set.of("doctor --fix");

  /** Of those that read: what goes on by itself, or has a screen or lines of its own. */
  private static final Set<String> GOING_ON = Set.of("shell", "ui", "top", "run watch", "approval watch", "audit export");

  private static final Set<String> FOLLOWING = Set.of("--follow", "--foreground");

  private ReadingVerbs() {}

  /** Words of a command as the sets have them, whatever alias was typed: {@code run start}. */
  public static String words(CommandSpec command) {
    String name = command.qualifiedName(" ");
    int root = name.indexOf(' ');
    return root < 0 ? "" : name.substring(root + 1);
  }

  /** Every command that is in one of the sets; in both it is there twice. */
  public static List<String> known() {
    return Stream.concat(READING.stream(), CHANGING.stream()).sorted().toList();
  }

  /** Whether a line reads and ends, so that it can be run again and again. */
  public static boolean watchable(ParseResult line) {
    return reads(line)
        && !GOING_ON.contains(words(line.commandSpec()))
        && line.matchedOptions().stream().noneMatch(option -> FOLLOWING.contains(option.longestName()));
  }

  /** Whether a command changes nothing, unless by an option that says so. */
  static boolean reads(String words) {
    return READING.contains(words);
  }

  /** Whether a line, whose command has no verbs of its own, is known to change nothing. */
  public static boolean reads(ParseResult line) {
    String words = words(line.commandSpec());
    return READING.contains(words)
        && line.matchedOptions().stream().noneMatch(option -> CHANGING_OPTIONS.contains(words + " " + option.longestName()));
  }
}
