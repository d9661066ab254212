package dev.reeve.cli.noun;

import dev.reeve.cli.call.DryRunOption;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Rehearsal;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.Command;
import dev.reeve.v1.GetCommandsRequest;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.RunCommandRequest;
import dev.reeve.v1.RunCommandResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code reeve x}: a slash command that a capsule brings. Options of reeve stand before the name; all after it is the command's. */
@CommandLine.Command(name = "x", description = "Run a slash command of a capsule. Options of reeve go before NAME.")
public final class XCommand implements Callable<Integer> {

  private static final Duration RUNNING = Duration.ofMinutes(5);
  private static final TableView<RunCommandResponse> LINE = TableView.of(RunCommandResponse::getLine);

  private final Invocation call;

  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the command, without slash.")
  private String name = "";

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "ARGS", description = "Words for the command.")
  private @Nullable List<String> args;

  @Mixin private DryRunOption dry = new DryRunOption();

  public XCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    RunCommandRequest request = RunCommandRequest.newBuilder().setName(name).addAllArgs(args == null ? List.of() : args).build();
    if (dry.dryRun) {
      return tried();
    }
    Consumer<RunCommandResponse> print =
        call.output().json() ? call.output().stream(LINE) : answer -> call.output().line(answer.getLine());
    call.connect(call.globals().timeoutOr(RUNNING)).kernel().runCommand(request).forEachRemaining(print);
    return 0;
  }

  private int tried() {
    KernelClient client = call.connect();
    Command command =
        client.kernel().getCommands(GetCommandsRequest.getDefaultInstance()).getCommandsList().stream()
            .filter(each -> each.getName().equals(name))
            .findFirst()
            .orElseThrow(() -> ReeveException.local(LocalError.NOT_FOUND, "no capsule brings a command '" + name + "'", "see 'reeve capsule list'"));
    String of = command.getCapsule().isEmpty() ? "" : " of capsule " + command.getCapsule();
    return new Rehearsal(call, client).of(KernelServiceGrpc.getRunCommandMethod(), name, "run command " + name + of).tell();
  }
}
