package dev.reeve.tui;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.Command;
import dev.reeve.v1.GetCommandsRequest;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;

/** What a line of the shell means: words of the tree with or without a slash, or a slash command of a capsule. */
final class ShellLines {

  /** Verbs of approvals that ask whether to sign. */
  private static final Set<String> ANSWERS = Set.of("approve", "deny", "rule");

  private static final Duration LOOKING = Duration.ofSeconds(2);

  private final Invocation call;
  private final CommandLine tree;
  private List<Command> commands = List.of();

  ShellLines(Invocation call) {
    this.call = call;
    this.tree = ReeveCommand.wholeTree(call);
  }

  /** The tree, to complete from. */
  CommandLine tree() {
    return tree;
  }

  /** Slash commands of capsules, as seen at the last {@link #look}. */
  List<Command> commands() {
    return commands;
  }

  /** Asks the kernel who we are and what commands there are; empty when none answers. */
  Optional<GetStatusResponse> look() {
    commands = ask(client -> client.kernel().getCommands(GetCommandsRequest.getDefaultInstance()).getCommandsList()).orElse(List.of());
    return ask(client -> client.kernel().getStatus(GetStatusRequest.getDefaultInstance()));
  }

  /** Runs a line's words, with the options the shell was started with, and answers its exit code. */
  int run(List<String> words, Surroundings within) {
    List<String> line = new ArrayList<>(call.globals().words());
    line.add("--no-input");
    line.addAll(meant(words));
    within.interrupts().reset();
    return call.run(line, within);
  }

  /** Runs a line that somebody typed at the prompt: whoever types an answer to an approval has agreed to it by that. */
  int typed(List<String> words, Surroundings within) {
    List<String> meant = meant(words);
    boolean answers = meant.size() > 1 && meant.getFirst().equals("approval") && ANSWERS.contains(meant.get(1));
    if (!answers) {
      return run(words, within);
    }
    List<String> agreed = new ArrayList<>(meant);
    agreed.add("--yes");
    return run(agreed, within);
  }

  /** The words for the tree: {@code /run list} is {@code run list}; {@code /disk /srv} of a capsule is {@code x disk /srv}. */
  List<String> meant(List<String> words) {
    String first = words.getFirst();
    if (first.equals("help") || first.equals("/help")) {
      List<String> asked = new ArrayList<>(words.subList(1, words.size()));
      asked.add("--help");
      return asked;
    }
    if (!first.startsWith("/")) {
      return words;
    }
    String name = first.substring(1);
    List<String> meant = new ArrayList<>(words);
    meant.set(0, name);
    if (!tree.getSubcommands().containsKey(name) && isCommand(name)) {
      meant.addFirst("x");
    }
    return meant;
  }

  private boolean isCommand(String name) {
    if (commands.isEmpty()) {
      look();
    }
    return commands.stream().anyMatch(command -> command.getName().equals(name));
  }

  private <T> Optional<T> ask(Function<KernelClient, T> question) {
    try (KernelClient client = KernelClient.connect(call.socket(), call.globals().principal(), LOOKING)) {
      return Optional.of(question.apply(client));
    } catch (ReeveException | StatusRuntimeException none) {
      return Optional.empty();
    }
  }
}
