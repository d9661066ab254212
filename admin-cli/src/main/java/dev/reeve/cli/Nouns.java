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
import dev.reeve.cli.noun.VersionCommand;
import dev.reeve.cli.noun.WhoCommand;
import dev.reeve.cli.noun.WhoamiCommand;
import dev.reeve.cli.noun.XCommand;
import dev.reeve.cli.run.RunNoun;
import dev.reeve.cli.run.TaskNoun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;

/** The first words of the tree, and which of them a line means: reading the annotations of one noun is faster than of all. */
final class Nouns {

  private static final Map<String, Function<Invocation, Object>> OWN = own();

  /** Global options whose next word is a value. */
  private static final Set<String> VALUED = Set.of(
          "--home", "--socket", "--context", "--as", "--with-key", "--passphrase-file", "-o", "--output", "--timeout", "--approval", "--columns", "--color", "--every");

  private Nouns() {}

  private static Map<String, Function<Invocation, Object>> own() {
    Map<String, Function<Invocation, Object>> nouns = new LinkedHashMap<>();
    nouns.put("daemon", DaemonNoun::tree);
    nouns.put("setup", SetupCommand::new);
    nouns.put("doctor", DoctorCommand::new);
    nouns.put("support-bundle", SupportBundleCommand::new);
    nouns.put("status", StatusCommand::new);
    nouns.put("ps", PsCommand::new);
    nouns.put("usage", UsageCommand::new);
    nouns.put("who", WhoCommand::new);
    nouns.put("whoami", WhoamiCommand::new);
    nouns.put("version", VersionCommand::new);
    nouns.put("agent", AgentNoun::tree);
    nouns.put("group", GroupNoun::new);
    nouns.put("caps", CapsNoun::new);
    nouns.put("quota", QuotaNoun::new);
    nouns.put("key", KeyNoun::new);
    nouns.put("invite", InviteNoun::new);
    nouns.put("device", DeviceNoun::new);
    nouns.put("session", SessionNoun::new);
    nouns.put("run", RunNoun::tree);
    nouns.put("task", TaskNoun::tree);
    nouns.put("logs", TaskNoun::logs);
    nouns.put("capsule", CapsuleNoun::tree);
    nouns.put("tool", ToolNoun::new);
    nouns.put("x", XCommand::new);
    nouns.put("approval", ApprovalNoun::tree);
    nouns.put("audit", AuditNoun::new);
    nouns.put("backup", BackupNoun::new);
    nouns.put("config", ConfigNoun::new);
    nouns.put("context", ContextNoun::new);
    nouns.put("lockdown", LockdownNoun::new);
    nouns.put("import", ImportNoun::new);
    nouns.put("completion", CompletionNoun::new);
    nouns.put("man", ManCommand::new);
    nouns.put("help", call -> new HelpCommand(call, ReeveCommand::meant));
    nouns.put("demo", DemoCommand::new);
    return nouns;
  }

  /** The commands to register for a line, in order: the one it means, or all where it means none or asks about the tree. */
  static List<Object> of(List<String> words, Invocation call) {
    Optional<String> first = first(words);
    if (first.isEmpty() && (words.contains("--version") || words.contains("-V"))) {
      return List.of();
    }
    if (first.isPresent() && first.get().equals(CompleteCommand.NAME)) {
      return List.of(new CompleteCommand(call, ReeveCommand::completable, HelpCommand.names().and(ManCommand.names())));
    }
    if (first.isPresent() && !first.get().equals("man")) {
      Function<Invocation, Object> noun = OWN.get(first.get());
      if (noun != null) {
        return List.of(noun.apply(call));
      }
    }
    return all(call);
  }

  /** Those that the next word of a line may be about, without those that a first word may be. */
  static List<Object> completable(List<String> words, Invocation call) {
    Optional<String> first = first(words);
    if (first.isEmpty()) {
      return List.of();
    }
    if (first.get().equals("help")) {
      List<Object> nouns = new ArrayList<>(completable(words.subList(words.indexOf("help") + 1, words.size()), call));
      nouns.add(new HelpCommand(call, ReeveCommand::meant));
      return nouns;
    }
    return first.get().equals("caps") && words.contains("diff") ? all(call) : of(words, call);
  }

  /** Every command of the tree. */
  static List<Object> all(Invocation call) {
    List<Object> commands = new ArrayList<>();
    OWN.values().forEach(noun -> commands.add(noun.apply(call)));
    ServiceLoader.load(SubcommandProvider.class, Nouns.class.getClassLoader()).forEach(provider -> commands.add(provider.command(call)));
    return commands;
  }

  private static Optional<String> first(List<String> words) {
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      if (VALUED.contains(word)) {
        at++;
      } else if (!word.startsWith("-")) {
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }
}
