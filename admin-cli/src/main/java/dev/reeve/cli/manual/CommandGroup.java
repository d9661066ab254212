package dev.reeve.cli.manual;

import java.util.ArrayList;
import java.util.List;

/** First words of the tree that belong together, in the order in which one meets them. */
record CommandGroup(String title, List<String> names) {

  static final List<CommandGroup> ALL =
      List.of(
          new CommandGroup("Begin", List.of("setup", "daemon", "demo", "doctor", "help", "version")),
          new CommandGroup("See what goes on", List.of("status", "ps", "who", "whoami")),
          new CommandGroup("Agents and their runs", List.of("agent", "run", "task")),
          new CommandGroup("Who may do what", List.of("group", "caps", "quota", "approval", "lockdown")),
          new CommandGroup("Proving who one is", List.of("key", "invite", "device", "session")),
          new CommandGroup("What agents can use", List.of("capsule", "tool", "x")),
          new CommandGroup("What is kept", List.of("audit", "backup", "import")),
          new CommandGroup("At the terminal", List.of("shell", "completion", "man")));

  /** Each group with the entries of its commands; what no group names stands in one of its own at the end. */
  static List<Listed> of(CommandEntry root) {
    List<CommandEntry> left = new ArrayList<>(root.below());
    List<Listed> listed = new ArrayList<>();
    for (CommandGroup group : ALL) {
      List<CommandEntry> here =
          group.names().stream().flatMap(name -> root.below().stream().filter(entry -> entry.name().equals(name))).toList();
      left.removeAll(here);
      listed.add(new Listed(group.title(), here));
    }
    if (!left.isEmpty()) {
      listed.add(new Listed("Others", List.copyOf(left)));
    }
    return listed;
  }

  /** A title and the commands below it. */
  record Listed(String title, List<CommandEntry> commands) {}

  /** All groups as blocks. */
  static List<Block> blocks(CommandEntry root) {
    List<Block> blocks = new ArrayList<>();
    for (Listed group : of(root)) {
      blocks.add(new Block.Subheading(group.title()));
      group.commands().forEach(entry -> blocks.add(new Block.Term(entry.name(), entry.summary())));
    }
    return blocks;
  }
}
