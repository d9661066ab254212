package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.noun.ProcessViews.OpenRun;
import dev.reeve.cli.noun.ProcessViews.Running;
import dev.reeve.cli.noun.ProcessViews.Serving;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.GetFiguresRequest;
import dev.reeve.v1.GetFiguresResponse;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.ListCapsulesRequest;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.PageRequest;
import dev.reeve.v1.RunState;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code reeve ps}: what the kernel runs, and what it takes. */
@Command(
    name = "ps",
    description = {
      "What the kernel runs: open runs with the time and memory their processes take, and what capsules serve with their calls, errors and how",
      "long half and 99 of 100 calls took. Without system:status: one's own runs, without what they take."
    })
public final class PsCommand implements Callable<Integer> {

  /** As many as the kernel tells at once. */
  private static final int MOST_RUNS = 1000;

  private static final List<RunState> OPEN =
      List.of(
          RunState.RUN_STATE_QUEUED, RunState.RUN_STATE_STARTING, RunState.RUN_STATE_RUNNING, RunState.RUN_STATE_WAITING_FOR_APPROVAL);

  private final Invocation call;

  public PsCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    KernelClient client = call.connect();
    boolean all = client.kernel().getStatus(GetStatusRequest.getDefaultInstance()).getPid() != 0;
    call.output().list((all ? all(client) : own(client)).toList(), ProcessViews.RUNNING);
    return 0;
  }

  private static Stream<Running> all(KernelClient client) {
    GetFiguresResponse figures = client.kernel().getFigures(GetFiguresRequest.getDefaultInstance());
    return Stream.concat(figures.getRunsList().stream().map(OpenRun::new), serving(figures.getCapsulesList()));
  }

  private static Stream<Running> own(KernelClient client) {
    ListRunsRequest open = ListRunsRequest.newBuilder().addAllStates(OPEN).setPage(PageRequest.newBuilder().setSize(MOST_RUNS)).build();
    return Stream.concat(
        client.runs().list(open).getRunsList().reversed().stream().map(OpenRun::of),
        serving(client.kernel().listCapsules(ListCapsulesRequest.getDefaultInstance()).getCapsulesList()));
  }

  private static Stream<Running> serving(List<Capsule> capsules) {
    return capsules.stream().flatMap(Serving::of);
  }
}
