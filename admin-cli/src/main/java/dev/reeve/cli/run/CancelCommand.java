package dev.reeve.cli.run;

import dev.reeve.cli.call.DryRunOption;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.CancelRunResponse;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve run cancel}, which is {@code reeve task cancel} as well. */
@Command(
    name = "cancel",
    description = {
      "End a run, the runs it started and everything those started. One that has ended stays as it is.",
      "With --all instead of RUN every live run, after asking."
    })
final class CancelCommand implements Callable<Integer> {

  private final Invocation call;

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "Id of the run.")
  private @Nullable String run;

  @Option(names = "--all", description = "Every live run the caller may see.")
  private boolean all;

  @Option(names = "--agent", paramLabel = "A", defaultValue = "", description = "With --all: only runs of this agent.")
  private String agent = "";

  @Option(names = "--reason", paramLabel = "R", defaultValue = "", description = "Why; at most 256 characters.")
  private String reason = "";

  @Mixin private DryRunOption dry = new DryRunOption();

  @Mixin private GenerationOption expected = new GenerationOption();

  CancelCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    if (all == (run != null)) {
      throw ReeveException.usage(all ? "RUN and --all exclude each other" : "RUN is missing", "give the id of a run, or --all");
    }
    if (!all && !agent.isEmpty()) {
      throw ReeveException.usage("--agent goes with --all", "give --all instead of RUN");
    }
    if (all && expected.generation != 0) {
      throw ReeveException.usage("--generation goes with RUN", "give the id of a run");
    }
    if (run == null) {
      return new CancelAll(call, agent, reason).cancel(dry.dryRun);
    }
    if (dry.dryRun) {
      return RunRehearsal.cancel(call, run);
    }
    CancelRunRequest request = CancelRunRequest.newBuilder().setRun(run).setReason(reason).setExpectedGeneration(expected.generation).build();
    CancelRunResponse answer = call.connect().runs().cancel(request);
    if (!answer.getChanged()) {
      call.tell("run " + run + " had ended already");
    }
    int children = answer.getChildrenCancelled();
    if (children > 0) {
      call.tell(children == 1 ? "a run it had started was cancelled with it" : children + " runs it had started were cancelled with it");
    }
    call.output().one(answer.getRun(), RunViews.RUN);
    return 0;
  }
}
