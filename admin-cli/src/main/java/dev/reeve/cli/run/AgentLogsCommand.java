package dev.reeve.cli.run;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.AgentServiceGrpc.AgentServiceBlockingStub;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.WatchAgentRequest;
import dev.reeve.v1.WatchAgentResponse;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve agent logs}. */
@Command(
    name = "logs",
    description = {
      "What an agent's runs print and become, each line with its run, from the newest runs on.",
      "-v adds what the runtime says, and times. A connection that breaks is made again."
    })
public final class AgentLogsCommand implements Callable<Integer> {

  private static final Duration READING = Duration.ofMinutes(5);
  private static final int MOST_RUNS = 50;
  /** Runs of which is known what was printed already; more than a new stream begins with. */
  private static final int REMEMBERED = 1_000;

  /** An event, and of which run. */
  private record Line(String run, RunEvent event) {

    String json(Json style) {
      Map<String, String> members = new LinkedHashMap<>();
      members.put("run", Json.text(run));
      members.put("event", style.of(event));
      return style.object(members);
    }
  }

  private static final TableView<Line> LINE = new TableView<>(Line::run, (style, line) -> line.json(style), List.of());

  private final Invocation call;
  private final Map<String, Long> printed = new LinkedHashMap<>(16, 0.75f, true);

  @Parameters(paramLabel = "NAME", description = "Name of the agent.")
  private String name = "";

  @Option(names = {"-f", "--follow"}, description = "Go on with what comes.")
  private boolean follow;

  @Option(names = "--runs", paramLabel = "N", defaultValue = "10", description = "Of how many of its newest runs; default 10, at most 50.")
  private int runs;

  public AgentLogsCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    if (runs < 1 || runs > MOST_RUNS) {
      throw ReeveException.usage("--runs: " + runs + " is out of bounds", "give a number from 1 to " + MOST_RUNS);
    }
    KernelClient client = call.connect();
    Duration bound = follow ? call.globals().timeout() : call.globals().timeoutOr(READING);
    Deadline deadline = bound == null ? null : Deadline.after(bound.toNanos(), TimeUnit.NANOSECONDS);
    Consumer<Line> print =
        call.output().json()
            ? call.output().stream(LINE)
            : line -> call.output().line(line.run() + " " + RunViews.eventLine(line.event(), call.globals().verbose()));
    try (Reopening reopening = new Reopening(call, client)) {
      follow(client, deadline, reopening, print);
    }
    return 0;
  }

  private void follow(KernelClient client, @Nullable Deadline deadline, Reopening reopening, Consumer<Line> print) {
    boolean whole;
    try {
      whole = reopening.untilEnd(() -> read(client, deadline, reopening, print));
    } catch (StatusRuntimeException failure) {
      if (follow && deadline != null && deadline.isExpired() && failure.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
        throw new ReeveException(ErrorReport.local(LocalError.TIMED_OUT, "the time to follow is over", ""), failure);
      }
      throw failure;
    }
    if (!whole && reopening.left()) {
      throw ReeveException.local(LocalError.INTERRUPTED, "interrupted", "");
    }
  }

  private boolean read(KernelClient client, @Nullable Deadline deadline, Reopening reopening, Consumer<Line> print) {
    AgentServiceBlockingStub stub = deadline == null ? client.agentStreams() : client.agentStreams().withDeadline(deadline);
    WatchAgentRequest request =
        WatchAgentRequest.newBuilder().setAgent(name).setFollow(follow).setVerbose(call.globals().verbose()).setRuns(runs).build();
    stub.watch(request).forEachRemaining(answer -> print(answer, reopening, print));
    return true;
  }

  private void print(WatchAgentResponse answer, Reopening reopening, Consumer<Line> print) {
    for (RunEvent event : answer.getEventsList()) {
      if (event.getSequence() > printed.getOrDefault(answer.getRun(), 0L)) {
        printed.put(answer.getRun(), event.getSequence());
        reopening.came();
        print.accept(new Line(answer.getRun(), event));
        call.requireReader();
      }
    }
    if (printed.size() > REMEMBERED) {
      printed.remove(printed.keySet().iterator().next());
    }
  }
}
