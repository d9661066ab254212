package dev.reeve.tui;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.completion.Grammar;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LoginKey;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a line of the shell means: words of the tree with or without a slash, or a slash command of a capsule. */
final class ShellLines implements AutoCloseable {

  private static final Duration LOOKING = Duration.ofSeconds(2);

  private final Invocation call;
  private final Grammar grammar = Grammar.known();
  private List<Command> commands = List.of();
  private @Nullable KernelClient client;

  ShellLines(Invocation call) {
    this.call = call;
  }

  /** What lines are made of. */
  Grammar grammar() {
    return grammar;
  }

  /** Slash commands of capsules, as seen at the last {@link #look}. */
  List<Command> commands() {
    return commands;
  }

  /** Asks the kernel who we are and what commands there are; empty when none answers. */
  Optional<GetStatusResponse> look() {
    Optional<GetStatusResponse> status = status().or(this::status);
    commands =
        status
            .flatMap(answers -> ask(client -> client.kernel().getCommands(GetCommandsRequest.getDefaultInstance()).getCommandsList()))
            .orElse(List.of());
    return status;
  }

  private Optional<GetStatusResponse> status() {
    return ask(client -> client.kernel().getStatus(GetStatusRequest.getDefaultInstance()));
  }

  /** Runs the words of a line that nobody typed, with the options the shell was started with, and answers its exit code; it asks nothing. */
  int run(List<String> words, Surroundings within) {
    return run(words, List.of("--no-input"), within);
  }

  /** Runs the words of a line that somebody typed, who is asked what it asks, and answers its exit code. */
  int typed(List<String> words, Surroundings within) {
    return run(words, List.of(), within);
  }

  private int run(List<String> words, List<String> more, Surroundings within) {
    List<String> line = new ArrayList<>(call.globals().words());
    line.addAll(more);
    line.addAll(meant(words));
    within.interrupts().reset();
    return call.run(line, within);
  }

  /** The words for the tree: {@code /run list} is {@code run list}; {@code /disk /srv} of a capsule is {@code x disk /srv}. */
  List<String> meant(List<String> words) {
    String first = words.getFirst();
    if (!first.startsWith("/")) {
      return words;
    }
    String name = first.substring(1);
    List<String> meant = new ArrayList<>(words);
    meant.set(0, name);
    if (grammar.below(name) == null && isCommand(name)) {
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

  /** Asks over the connection there is, or a new one; one that fails is not used again. */
  private <T> Optional<T> ask(Function<KernelClient, T> question) {
    try {
      if (client == null) {
        client = connect();
      }
      return Optional.of(question.apply(client));
    } catch (ReeveException | StatusRuntimeException none) {
      close();
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private KernelClient connect() throws InterruptedException {
    LoginKey key = call.key();
    String principal = call.globals().principal();
    return key == null ? KernelClient.connect(call.socket(), principal, LOOKING) : KernelClient.connect(call.socket(), principal, LOOKING, key);
  }

  /** Ends the connection, if there is one. */
  @Override
  public void close() {
    if (client != null) {
      client.close();
      client = null;
    }
  }
}
