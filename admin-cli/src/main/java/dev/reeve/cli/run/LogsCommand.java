package dev.reeve.cli.run;

import dev.reeve.cli.call.Invocation;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunLogsRequest;
import dev.reeve.v1.RunLogsResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve run logs}, which is {@code reeve task logs} as well. */
@Command(
    name = "logs",
    description = {
      "What a run printed, to standard output: byte for byte into a pipe or file, and so that it cannot drive a terminal elsewhere.",
      "-v adds what the runtime says, and numbers, times and kinds. A connection that breaks is made again."
    })
final class LogsCommand implements Callable<Integer> {

  private static final Duration READING = Duration.ofMinutes(5);

  private final Invocation call;

  @Parameters(paramLabel = "RUN", description = "Id of the run.")
  private String run = "";

  @Option(names = {"-f", "--follow"}, description = "Go on until the run ends.")
  private boolean follow;

  @Option(names = "--since", paramLabel = "N", defaultValue = "0", description = "Only lines after this event number.")
  private long since;

  LogsCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    if (since < 0) {
      throw ReeveException.usage("--since: " + since + " is less than 0", "give a number from 0");
    }
    KernelClient client = call.connect();
    RunLogsRequest request =
        RunLogsRequest.newBuilder().setRun(run).setFollow(follow).setVerbose(call.globals().verbose()).build();
    Duration bound = follow ? call.globals().timeout() : call.globals().timeoutOr(READING);
    try (RunStream stream = new RunStream(call, client, run, since, bound)) {
      stream.read(
          (runs, sequence) -> lines(runs.logs(request.toBuilder().setSinceSequence(sequence).build())), new LogLines(call)::print, () -> true);
    }
    return 0;
  }

  private static Iterator<List<RunEvent>> lines(Iterator<RunLogsResponse> answers) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return answers.hasNext();
      }

      @Override
      public List<RunEvent> next() {
        return answers.next().getLinesList();
      }
    };
  }
}
