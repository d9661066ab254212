package dev.reeve.cli.run;

import dev.reeve.cli.call.Invocation;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.WatchRunRequest;
import java.util.List;
import java.util.function.Consumer;

/** Prints the events of a run until it has ended. */
final class RunWatch {

  private final Invocation call;
  private final String id;
  private final List<RunEventKind> kinds;
  private Run run = Run.getDefaultInstance();

  RunWatch(Invocation call, String id, List<RunEventKind> kinds) {
    this.call = call;
    this.id = id;
    this.kinds = kinds;
  }

  int watch(long since, boolean exitStatus) {
    KernelClient client = call.connect(call.globals().oneCall());
    boolean verbose = call.globals().verbose();
    WatchRunRequest request = WatchRunRequest.newBuilder().setRun(id).setVerbose(verbose).addAllKinds(kinds).build();
    Consumer<RunEvent> print =
        call.output().json() ? call.output().stream(RunViews.EVENT) : event -> call.output().line(RunViews.eventLine(event, verbose));
    try (RunStream stream = new RunStream(call, client, id, since, call.globals().timeout())) {
      stream.read(
          (runs, sequence) -> RunWait.events(runs.watch(request.toBuilder().setSinceSequence(sequence).build())),
          event -> {
            print.accept(event);
            call.requireReader();
          },
          () -> ended(client));
    }
    if (exitStatus) {
      Fate.require(run);
    }
    return 0;
  }

  private boolean ended(KernelClient client) {
    run = client.runs().get(GetRunRequest.newBuilder().setRun(id).build()).getRun();
    return RunViews.terminal(run.getState());
  }
}
