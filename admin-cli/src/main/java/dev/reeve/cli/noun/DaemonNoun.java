package dev.reeve.cli.noun;

import dev.reeve.cli.backup.InterruptedRestore;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.daemon.DaemonLog;
import dev.reeve.cli.daemon.Launcher;
import dev.reeve.cli.daemon.ProcessEnd;
import dev.reeve.cli.daemon.Startup;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.tunnel.SshAddress;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.client.SocketPath;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.ShutdownRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reeve daemon}: the kernel's own process. */
@Command(name = "daemon", description = "The kernel's own process.")
public final class DaemonNoun {

  private static final Duration STARTING = Duration.ofSeconds(20);
  private static final Duration STOPPING = Duration.ofSeconds(45);

  private static final TableView<GetStatusResponse> STARTED =
      TableView.of((GetStatusResponse s) -> Long.toString(s.getPid()))
          .state("STATE", GetStatusResponse::getState)
          .with("PID", s -> s.getPid() == 0 ? "" : Long.toString(s.getPid()));

  private final Invocation call;

  public DaemonNoun(Invocation call) {
    this.call = call;
  }

  @Command(
      name = "start",
      description = {
        "Start a kernel for --home, else REEVE_HOME, else ~/.reeve, and wait until it is ready.",
        "--timeout bounds the wait; default 20s."
      })
  int start(@Option(names = "--foreground", description = "Stay in this terminal until it ends.") boolean foreground)
      throws IOException, InterruptedException {
    Path home = call.homeToStart();
    Path socket = SocketPath.ofHome(home);
    Startup startup = new Startup(socket);
    Optional<GetStatusResponse> running = startup.ask();
    if (running.isPresent()) {
      call.tell("a kernel is running already at " + socket);
      show(running.get(), socket);
      return 0;
    }
    InterruptedRestore.refuse(home);
    Launcher launcher = Launcher.of(call.surroundings());
    if (foreground) {
      return foreground(launcher.foreground(home));
    }
    DaemonLog log = DaemonLog.open(home);
    Process process = launcher.detached(home, log);
    try (Interrupts.Registration _ = call.surroundings().interrupts().register(process::destroy)) {
      show(startup.await(process, log, call.globals().timeoutOr(STARTING)), socket);
    }
    return 0;
  }

  @Command(name = "stop", description = "End the kernel and wait until its process is gone; --timeout bounds the wait, default 45s.")
  int stop(@Option(names = "--reason", paramLabel = "R", defaultValue = "", description = "Why; at most 256 characters.") String reason)
      throws InterruptedException {
    Duration bound = call.globals().timeoutOr(STOPPING);
    long pid = call.connect(bound).kernel().shutdown(ShutdownRequest.newBuilder().setReason(reason).build()).getPid();
    Optional<SshAddress> remote = call.remote();
    if (remote.isPresent()) {
      call.tell("kernel " + pid + " at " + remote.get() + " is draining; its process is not seen from here");
      return 0;
    }
    ProcessEnd end = ProcessEnd.of(pid);
    call.tell("kernel " + pid + " is draining");
    call.close();
    if (!end.await(bound)) {
      throw ReeveException.local(
          LocalError.TIMED_OUT,
          "kernel " + pid + " was not gone within " + bound.toMillis() + " ms",
          "wait longer with --timeout, or see its log");
    }
    call.tell("kernel " + pid + " is gone");
    return 0;
  }

  @Command(name = "status", description = "State of the kernel. Exit code 7 when none answers.")
  int status() {
    StatusViews.print(call);
    return 0;
  }

  /** Waits for a kernel in this terminal; an interrupt asks it, once, to end. */
  private int foreground(Process process) throws InterruptedException {
    try (Interrupts.Registration _ = call.surroundings().interrupts().register(process::destroy)) {
      return process.waitFor();
    }
  }

  private void show(GetStatusResponse status, Path socket) {
    call.output().one(status, STARTED.with("SOCKET", s -> socket.toString()));
  }
}
