package dev.reeve.tui;

import dev.reeve.cli.call.InputText;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.LoginKey;
import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reeve shell}: at a terminal a prompt, else lines from a file or from standard input. */
@Command(
    name = ShellCommand.NAME,
    description = {
      "The same commands at a prompt: 'run list' or '/run list'. Ctrl-C ends what runs, Ctrl-D or 'exit' leaves.",
      "What a line asks is answered at the prompt; 'run list | less' shows it in a pager, '/talk AGENT' talks to an agent.",
      "Without a terminal it reads lines from standard input; the exit code is that of the last line. Such lines, and those of FILE, are",
      "asked nothing: what has to be confirmed needs -y."
    })
public final class ShellCommand implements Callable<Integer> {

  static final String NAME = "shell";

  private final Invocation call;

  @Option(names = {"-f", "--file"}, paramLabel = "FILE", description = "Run the lines of FILE and stop at the first that fails.")
  private @Nullable Path file;

  ShellCommand(Invocation call) {
    this.call = call;
  }

  /** Opens the key that was given before anything else: lines that nobody types cannot ask for its passphrase. */
  @Override
  public Integer call() throws IOException {
    LoginKey unused = call.key();
    try (ShellLines lines = new ShellLines(call)) {
      return run(lines);
    }
  }

  private int run(ShellLines lines) throws IOException {
    if (file != null) {
      return new Script(lines, call.surroundings()).untilFailure(InputText.file(file));
    }
    if (OwnTerminal.is(call.surroundings())) {
      return new Prompt(call, lines).loop();
    }
    if (call.globals().noInput()) {
      throw ReeveException.usage("there is no terminal, and --no-input forbids standard input", "name a file with -f");
    }
    return new Script(lines, call.surroundings()).all(call.surroundings().in());
  }
}
