package dev.reeve.cli;

import dev.reeve.cli.approval.ApprovalNoun;
import dev.reeve.cli.astrid.ImportNoun;
import dev.reeve.cli.backup.BackupNoun;
import dev.reeve.cli.bundle.SupportBundleCommand;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.completion.CompleteCommand;
import dev.reeve.cli.completion.CompletionNoun;
import dev.reeve.cli.demo.DemoCommand;
import dev.reeve.cli.manual.HelpCommand;
import dev.reeve.cli.manual.ManCommand;
import dev.reeve.cli.noun.AgentNoun;
import dev.reeve.cli.noun.AuditNoun;
import dev.reeve.cli.noun.CapsNoun;
import dev.reeve.cli.noun.CapsuleNoun;
import dev.reeve.cli.noun.ConfigNoun;
import dev.reeve.cli.noun.ContextNoun;
import dev.reeve.cli.noun.DaemonNoun;
import dev.reeve.cli.noun.DeviceNoun;
import dev.reeve.cli.noun.DoctorCommand;
import dev.reeve.cli.noun.GroupNoun;
import dev.reeve.cli.noun.InviteNoun;
import dev.reeve.cli.noun.KeyNoun;
import dev.reeve.cli.noun.LockdownNoun;
import dev.reeve.cli.noun.PsCommand;
import dev.reeve.cli.noun.QuotaNoun;
import dev.reeve.cli.noun.SessionNoun;
import dev.reeve.cli.noun.SetupCommand;
import dev.reeve.cli.noun.StatusCommand;
import dev.reeve.cli.noun.ToolNoun;
import dev.reeve.cli.noun.UsageCommand;
import dev.reeve.cli.noun.Verbs;
import dev.reeve.cli.noun.VersionCommand;
import dev.reeve.cli.noun.WhoCommand;
import dev.reeve.cli.noun.WhoamiCommand;
import dev.reeve.cli.noun.XCommand;
import dev.reeve.cli.run.RunNoun;
import dev.reeve.cli.run.TaskNoun;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first words of the tree, and which of them a line means: reading the annotations of one command is faster than of all. */
final class Nouns {

  /** In the order in which help lists them. */
  private static final List<String> OWN = List.of(
          "daemon", "setup", "doctor", "support-bundle", "status", "ps", "usage", "who", "whoami", "version", "agent",
          "group", "caps", "quota", "key", "invite", "device", "session", "run", "task", "logs", "capsule", "tool", "x",
          "approval", "audit", "backup", "config", "context", "lockdown", "import", "completion", "man", "help", "demo");

  /** Global options whose next word is a value. */
  private static final Set<String> VALUED = Set.of(
          "--home", "--socket", "--context", "--as", "--with-key", "--passphrase-file", "-o", "--output", "--timeout", "--approval", "--columns", "--color", "--every");

  private Nouns() {}

  /** The command that a first word means; null: none of this module. */
  private static @Nullable Object own(String word, Invocation call, Verbs verbs) {
    return switch (word) {
      case "daemon" -> DaemonNoun.tree(call, verbs);
      case "setup" -> new SetupCommand(call);
      case "doctor" -> new DoctorCommand(call);
      case "support-bundle" -> new SupportBundleCommand(call);
      case "status" -> StatusCommand.line(call);
      case "ps" -> new PsCommand(call);
      case "usage" -> new UsageCommand(call);
      case "who" -> new WhoCommand(call);
      case "whoami" -> new WhoamiCommand(call);
      case "version" -> new VersionCommand(call);
      case "agent" -> AgentNoun.tree(call, verbs);
      case "group" -> verbs.of(new GroupNoun(call));
      case "caps" -> verbs.of(new CapsNoun(call));
      case "quota" -> verbs.of(new QuotaNoun(call));
      case "key" -> verbs.of(new KeyNoun(call));
      case "invite" -> verbs.of(new InviteNoun(call));
      case "device" -> verbs.of(new DeviceNoun(call));
      case "session" -> verbs.of(new SessionNoun(call));
      case "run" -> RunNoun.tree(call, verbs);
      case "task" -> TaskNoun.tree(call, verbs);
      case "logs" -> TaskNoun.logs(call);
      case "capsule" -> CapsuleNoun.tree(call, verbs);
      case "tool" -> verbs.of(new ToolNoun(call));
      case "x" -> new XCommand(call);
      case "approval" -> ApprovalNoun.tree(call, verbs);
      case "audit" -> verbs.of(new AuditNoun(call));
      case "backup" -> verbs.of(new BackupNoun(call));
      case "config" -> verbs.of(new ConfigNoun(call));
      case "context" -> verbs.of(new ContextNoun(call));
      case "lockdown" -> verbs.of(new LockdownNoun(call));
      case "import" -> verbs.of(new ImportNoun(call));
      case "completion" -> verbs.of(new CompletionNoun(call));
      case "man" -> new ManCommand(call);
      case "help" -> new HelpCommand(call, ReeveCommand::meant);
      case "demo" -> new DemoCommand(call);
      default -> null;
    };
  }

  /** The commands to register for a line, in order: the one it means, or all where it means none or asks about the tree. */
  static List<Object> of(List<String> words, Invocation call) {
    List<String> named = named(words);
    if (named.isEmpty()) {
      return words.contains("--version") || words.contains("-V") ? List.of() : all(call);
    }
    String first = named.getFirst();
    if (first.equals(CompleteCommand.NAME)) {
      return List.of(complete(call));
    }
    if (!first.equals("man")) {
      Object noun = own(first, call, named.size() < 2 ? Verbs.ALL : new Verbs(named.get(1)));
      if (noun != null) {
        return List.of(noun);
      }
      for (SubcommandProvider provider : others()) {
        if (provider.name().equals(first)) {
          return List.of(provider.command(call));
        }
      }
    }
    return all(call);
  }

  /** The command behind the scripts of shells. */
  static CompleteCommand complete(Invocation call) {
    return new CompleteCommand(call, HelpCommand.names().and(ManCommand.names()));
  }

  /** Every command of the tree. */
  static List<Object> all(Invocation call) {
    List<Object> commands = new ArrayList<>();
    OWN.forEach(word -> commands.add(Objects.requireNonNull(own(word, call, Verbs.ALL))));
    others().forEach(provider -> commands.add(provider.command(call)));
    return commands;
  }

  private static ServiceLoader<SubcommandProvider> others() {
    return ServiceLoader.load(SubcommandProvider.class, Nouns.class.getClassLoader());
  }

  /** The words of a line that are neither options nor values of global ones. */
  private static List<String> named(List<String> words) {
    List<String> named = new ArrayList<>();
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      if (VALUED.contains(word)) {
        at++;
      } else if (!word.startsWith("-")) {
        named.add(word);
      }
    }
    return named;
  }
}
