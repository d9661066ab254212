package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code reeve completion}: scripts that complete this command line in a shell of the system. */
@Command(name = "completion", description = "Scripts that complete this command line.")
public final class CompletionNoun {

  private final Invocation call;

  @Spec private CommandSpec spec = CommandSpec.create();

  public CompletionNoun(Invocation call) {
    this.call = call;
  }

  @Command(name = "bash", description = "For bash: source <(reeve completion bash)")
  int bash() {
    CommandLine root = spec.root().commandLine();
    call.surroundings().out().print(AutoComplete.bash("reeve", root));
    return 0;
  }
}
