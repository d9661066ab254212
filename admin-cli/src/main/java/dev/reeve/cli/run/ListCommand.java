package dev.reeve.cli.run;

import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Pages;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.ListRunsResponse;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunState;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code reeve run list}, which is {@code reeve task list} as well. */
@Command(name = "list", aliases = "ls", description = "Runs, newest first.")
final class ListCommand implements Callable<Integer> {

  private final Invocation call;

  @Option(names = "--agent", paramLabel = "A", defaultValue = "", description = "Only runs of this agent.")
  private String agent = "";

  @Option(
      names = "--state",
      split = ",",
      paramLabel = "S",
      converter = StateWord.class,
      completionCandidates = StateWord.class,
      description = "Only in one of these: queued, starting, running, waiting-for-approval, succeeded, failed, cancelled, timed-out, refused.")
  private @Nullable List<RunState> states;

  @Option(names = "--parent", paramLabel = "RUN", defaultValue = "", description = "Only runs that this one started.")
  private String parent = "";

  @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: agent=A, state=S, parent=RUN; repeat for more.")
  private @Nullable List<String> filter;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many; default 100.")
  private int limit;

  ListCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    Pages.requireLimit(limit);
    Filters filters = Filters.of(filter, "agent", "state", "parent");
    ListRunsRequest wanted =
        ListRunsRequest.newBuilder()
            .setAgent(filters.or("agent", agent))
            .addAllStates(states(filters))
            .setParent(filters.or("parent", parent))
            .build();
    call.output().list(runs(call.connect(), wanted, limit), RunViews.ROW);
    return 0;
  }

  private List<RunState> states(Filters filters) {
    String state = filters.or("state", states == null ? "" : "given");
    if (states != null || state.isEmpty()) {
      return states == null ? List.of() : states;
    }
    try {
      return List.of(new StateWord().convert(state));
    } catch (TypeConversionException unknown) {
      throw ReeveException.usage("--filter: state=" + unknown.getMessage(), "give one of them");
    }
  }

  /** The newest runs that are wanted. */
  static List<Run> runs(KernelClient client, ListRunsRequest wanted, int limit) {
    return Pages.first(
        limit,
        page -> {
          ListRunsResponse answer = client.runs().list(wanted.toBuilder().setPage(page).build());
          return new Pages.Page<>(answer.getRunsList(), answer.getPage());
        });
  }
}
