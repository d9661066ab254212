package dev.reeve.cli.noun;

import dev.reeve.cli.backup.InterruptedRestore;
import dev.reeve.cli.call.DryRunOption;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Rehearsal;
import dev.reeve.cli.config.Layer;
import dev.reeve.cli.config.Setting;
import dev.reeve.cli.daemon.Restarting;
import dev.reeve.cli.daemon.Starting;
import dev.reeve.cli.daemon.Startup;
import dev.reeve.cli.daemon.Stopping;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.client.SocketPath;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.KernelServiceGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code reeve daemon}: the kernel's own process. */
@Command(name = "daemon", addMethodSubcommands = false, description = "The kernel's own process.")
public final class DaemonNoun {

  private static final TableView<GetStatusResponse> STARTED =
      TableView.of((GetStatusResponse s) -> Long.toString(s.getPid()))
          .state("STATE", GetStatusResponse::getState)
          .with("PID", s -> s.getPid() == 0 ? "" : Long.toString(s.getPid()));

  private static final TableView<Long> STOPPED =
      new TableView<>(pid -> Long.toString(pid), (style, pid) -> new JsonObject(style).whole("pid", pid).truth("changed", true).toString(), List.of());

  private final Invocation call;

  private DaemonNoun(Invocation call) {
    this.call = call;
  }

  /** The noun with all its verbs. */
  public static CommandLine tree(Invocation call, Verbs verbs) {
    return verbs.of(new DaemonNoun(call), new Verbs.Own("logs", () -> new DaemonLogsCommand(call)));
  }

  @Command(
      name = "start",
      description = {
        "Start a kernel for --home, else REEVE_HOME, else ~/.reeve, and wait until it is ready.",
        "--timeout bounds the wait; default 20s."
      })
  int start(
      @Option(names = "--foreground", description = "Stay in this terminal until it ends.") boolean foreground,
      @Option(
              names = "--ephemeral",
              description = "Stay in this terminal, with a new home that is removed when the kernel ends. The home is printed once it is ready.")
          boolean ephemeral,
      @Option(names = "--dry-run", description = "Only say what would be started.") boolean dryRun)
      throws IOException, InterruptedException {
    if (ephemeral) {
      return ephemeral();
    }
    Path home = call.homeToStart();
    Path socket = SocketPath.ofHome(home);
    Optional<GetStatusResponse> running = new Startup(socket).ask();
    if (running.isPresent()) {
      call.tell("a kernel is running already at " + socket);
      show(running.get(), socket);
      return 0;
    }
    InterruptedRestore.refuse(home);
    Starting starting = new Starting(call);
    if (dryRun) {
      call.tell("would start a kernel for " + home);
      return 0;
    }
    if (foreground) {
      return starting.foreground(home);
    }
    show(starting.detached(home), socket);
    return 0;
  }

  private int ephemeral() throws IOException, InterruptedException {
    if (call.globals().settings().all(Setting.HOME).stream().anyMatch(said -> said.layer() == Layer.FLAG)) {
      throw ReeveException.usage("--ephemeral makes a home of its own", "leave out --home, or --ephemeral");
    }
    return new Starting(call)
        .ephemeral(
            (home, status) -> {
              call.output().one(status, STARTED.with("HOME", _ -> home.toString()).with("SOCKET", _ -> SocketPath.ofHome(home).toString()));
              call.requireReader();
            });
  }

  @Command(name = "stop", description = "End the kernel and wait until its process is gone; --timeout bounds the wait, default 45s.")
  int stop(@Option(names = "--reason", paramLabel = "R", defaultValue = "", description = "Why; at most 256 characters.") String reason,
      @Mixin DryRunOption dry)
      throws InterruptedException {
    if (dry.dryRun) {
      return tried("end the kernel");
    }
    long pid = Stopping.stop(call, reason);
    if (!call.output().table()) {
      call.output().one(pid, STOPPED);
    }
    return 0;
  }

  private int tried(String what) {
    KernelClient client = call.connect();
    long running = client.kernel().getStatus(GetStatusRequest.getDefaultInstance()).getPid();
    String which = running == 0 ? "" : " of process " + running;
    return new Rehearsal(call, client).of(KernelServiceGrpc.getShutdownMethod(), "", what + which).tell();
  }

  @Command(
      name = "restart",
      description = {
        "End the kernel, wait until its process is gone, and start another on its home; start one where none runs.",
        "--timeout bounds each of the two waits; default 45s for the end and 20s for the start."
      })
  int restart(
      @Option(names = "--reason", paramLabel = "R", defaultValue = "", description = "Why; at most 256 characters.") String reason,
      @Mixin DryRunOption dry)
      throws IOException, InterruptedException {
    if (dry.dryRun) {
      return tried("end the kernel and start another in place");
    }
    Starting starting = new Starting(call);
    Path home = Restarting.end(call, reason);
    show(starting.detached(home), SocketPath.ofHome(home));
    return 0;
  }

  @Command(name = "status", description = "State of the kernel. Exit code 7 when none answers.")
  int status() {
    StatusViews.print(call);
    return 0;
  }

  private void show(GetStatusResponse status, Path socket) {
    call.output().one(status, STARTED.with("SOCKET", _ -> socket.toString()));
  }
}
