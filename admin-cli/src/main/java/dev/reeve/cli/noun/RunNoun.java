package dev.reeve.cli.noun;

import dev.reeve.cli.call.Globals;
import dev.reeve.cli.call.InputText;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.CancelRunResponse;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.ListRunsResponse;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunLogsRequest;
import dev.reeve.v1.StartRunRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve run}: work that agents do. */
@Command(name = "run", description = "Work that agents do.")
public final class RunNoun {

  private static final Duration READING = Duration.ofMinutes(5);

  private final Invocation call;

  public RunNoun(Invocation call) {
    this.call = call;
  }

  @Command(
      name = "start",
      description = {
        "Start a run and, unless detached, wait for its end: events go to standard error, the result to standard output.",
        "--timeout bounds the run. Ctrl-C cancels it. Exit code 1 when the run did not succeed."
      })
  int start(
      @Parameters(paramLabel = "AGENT") String agent,
      @Option(names = "--input", paramLabel = "@FILE|-|TEXT", defaultValue = "", description = "JSON; other text is taken as a string.")
          String input,
      @Option(names = "--version", paramLabel = "V", defaultValue = "", description = "Only if this version is deployed.") String version,
      @Option(names = "--intent", paramLabel = "T", defaultValue = "", description = "Why it is started.") String intent,
      @Option(names = "--key", paramLabel = "K", defaultValue = "", description = "The same key answers the same run again.") String key,
      @Option(names = "--wait", description = "Wait for its end; the default.") boolean wait,
      @Option(names = "--detach", description = "Only print its id.") boolean detach) {
    if (wait && detach) {
      throw ReeveException.usage("--wait and --detach exclude each other", "give one of them");
    }
    StartRunRequest.Builder request =
        StartRunRequest.newBuilder()
            .setAgent(agent)
            .setInput(InputText.read(input, call))
            .setVersion(version)
            .setIntent(intent)
            .setIdempotencyKey(key);
    Duration bound = call.globals().timeout();
    if (bound != null) {
      request.setTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(bound.getSeconds()).setNanos(bound.getNano()));
    }
    KernelClient client = call.connect(Globals.DEADLINE);
    Run run = client.runs().start(request.build()).getRun();
    if (!detach) {
      return new RunWait(call, client, run).finish();
    }
    if (call.output().json()) {
      call.output().one(run, RunViews.RUN);
    } else {
      call.output().line(run.getId());
    }
    return 0;
  }

  @Command(name = "list", description = "Runs, newest first.")
  int list(
      @Option(names = "--agent", paramLabel = "A", defaultValue = "", description = "Only runs of this agent.") String agent,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many; default 100.") int limit) {
    KernelClient client = call.connect();
    List<Run> runs =
        Pages.first(
            limit,
            page -> {
              ListRunsResponse answer = client.runs().list(ListRunsRequest.newBuilder().setAgent(agent).setPage(page).build());
              return new Pages.Page<>(answer.getRunsList(), answer.getPage());
            });
    call.output().list(runs, RunViews.ROW);
    return 0;
  }

  @Command(name = "show", description = "A run, its result or why it has none.")
  int show(@Parameters(paramLabel = "RUN") String run) {
    call.output().one(call.connect().runs().get(GetRunRequest.newBuilder().setRun(run).build()).getRun(), RunViews.RUN);
    return 0;
  }

  @Command(name = "logs", description = "What a run printed.")
  int logs(
      @Parameters(paramLabel = "RUN") String run,
      @Option(names = {"-f", "--follow"}, description = "Go on until the run ends.") boolean follow,
      @Option(names = "--since", paramLabel = "N", defaultValue = "0", description = "Only lines after this event number.") long since) {
    KernelClient client = call.connect(call.globals().timeoutOr(READING));
    RunLogsRequest request = RunLogsRequest.newBuilder().setRun(run).setFollow(follow).setSinceSequence(since).build();
    boolean verbose = call.globals().verbose();
    Consumer<RunEvent> print =
        call.output().json() ? call.output().stream(RunViews.EVENT) : event -> call.output().line(RunViews.logLine(event, verbose));
    (follow ? client.runStreams() : client.runs()).logs(request).forEachRemaining(answer -> answer.getLinesList().forEach(print));
    return 0;
  }

  @Command(name = "cancel", description = "End a run and everything it started.")
  int cancel(
      @Parameters(paramLabel = "RUN") String run,
      @Option(names = "--reason", paramLabel = "R", defaultValue = "", description = "Why; at most 256 characters.") String reason) {
    CancelRunRequest request = CancelRunRequest.newBuilder().setRun(run).setReason(reason).build();
    CancelRunResponse answer = call.connect().runs().cancel(request);
    if (!answer.getChanged()) {
      call.tell("run " + run + " had ended already");
    }
    call.output().one(answer.getRun(), RunViews.RUN);
    return 0;
  }
}
