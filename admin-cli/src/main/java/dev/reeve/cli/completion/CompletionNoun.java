package dev.reeve.cli.completion;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.PlainText;
import picocli.CommandLine.Command;

/** {@code reeve completion}: scripts that complete this command line in a shell of the system. They ask {@link CompleteCommand}. */
@Command(
    name = "completion",
    addMethodSubcommands = false,
    description = {
      "Scripts that complete this command line in a shell, with the names of agents, runs, groups and capsules.",
      "Names come from the kernel that --home, --socket and --as on the line mean, where it answers at once; no key is proved for them."
    })
public final class CompletionNoun {

  private final Invocation call;

  public CompletionNoun(Invocation call) {
    this.call = call;
  }

  @Command(name = "bash", description = "For bash: source <(reeve completion bash)")
  int bash() {
    return script("bash");
  }

  @Command(name = "zsh", description = "For zsh, after compinit: source <(reeve completion zsh)")
  int zsh() {
    return script("zsh");
  }

  @Command(name = "fish", description = "For fish: reeve completion fish | source")
  int fish() {
    return script("fish");
  }

  private int script(String shell) {
    PlainText.resource(shell, CompletionNoun.class, "reeve." + shell).print(call.output());
    return 0;
  }
}
