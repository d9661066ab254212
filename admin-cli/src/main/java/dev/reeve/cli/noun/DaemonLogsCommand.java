package dev.reeve.cli.noun;

import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.daemon.DaemonLog;
import dev.reeve.cli.daemon.LogReader;
import dev.reeve.cli.daemon.Restarting;
import dev.reeve.cli.daemon.ServiceUnit;
import dev.reeve.cli.daemon.Startup;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.GetStatusResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reeve daemon logs}: what a kernel that {@code daemon start} began has written. */
@Command(
    name = "logs",
    description = {
      "The last lines of the kernel's log, var/log/reeved.log in its home, whether it runs or not.",
      "A kernel run by systemd writes to the journal, one started with --foreground or --ephemeral to its terminal."
    })
final class DaemonLogsCommand implements Callable<Integer> {

  private static final int MOST = 100_000;

  private static final TableView<String> LINE =
      new TableView<String>(line -> line, (style, line) -> new JsonObject(style).text("line", line).toString(), List.of())
          .with("LINE", line -> line);

  private final Invocation call;

  @Option(names = {"-f", "--follow"}, description = "Go on with what is written from now on, until interrupted, or for --timeout.")
  private boolean follow;

  @Option(names = "--lines", paramLabel = "N", defaultValue = "100", description = "How many of the last lines, 0 to 100,000; default 100.")
  private int lines;

  DaemonLogsCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (lines < 0 || lines > MOST) {
      throw ReeveException.usage("--lines: " + lines + " is not 0 to 100,000", "give a number from 0 to 100000");
    }
    Restarting.requireHere(call, "read its log there");
    LogReader reader = new LogReader(file(), print());
    if (!follow) {
      reader.print(lines);
      return 0;
    }
    Duration bound = call.globals().timeout();
    Thread waiting = Thread.currentThread();
    try (Interrupts.Registration _ = call.surroundings().interrupts().register(waiting::interrupt)) {
      if (reader.follow(lines, bound)) {
        call.tell("the folder of the log is gone");
        return 0;
      }
    }
    throw ReeveException.local(LocalError.TIMED_OUT, "the log was followed as long as --timeout says", "give more time, or leave it out");
  }

  private Consumer<String> print() {
    Consumer<String> each = call.output().json() ? call.output().stream(LINE) : call.output()::line;
    return line -> {
      each.accept(line);
      call.requireReader();
    };
  }

  /** @throws ReeveException saying where the log is, when it is elsewhere */
  private Path file() {
    Optional<GetStatusResponse> running = new Startup(call.socket()).ask().filter(status -> status.getPid() != 0);
    Optional<String> unit = running.flatMap(status -> ServiceUnit.of(status.getPid()));
    if (unit.isPresent()) {
      throw ReeveException.local(
          LocalError.NOT_FOUND, "the kernel is run by systemd, which has its log", "type 'journalctl -u " + unit.get() + "'");
    }
    Path home = running.map(status -> Path.of(status.getHome())).orElseGet(call::homeToStart);
    Path file = DaemonLog.of(home);
    if (!Files.isRegularFile(file)) {
      throw ReeveException.local(
          LocalError.NOT_FOUND,
          "there is no log " + file + ": no kernel that 'reeve daemon start' began has written to it",
          "name another home with --home; of a kernel that systemd runs, type 'journalctl -u reeve'; one with --foreground writes to its terminal");
    }
    return file;
  }
}
