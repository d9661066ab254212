package dev.reeve.cli.run;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.JsonObject;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.RemoveRunRequest;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes runs that have ended, one by one; one that cannot be removed keeps no other from it. */
final class RunRemoval {

  /** A run, and whether it is removed, or would be. */
  private record Removed(String run, boolean changed) {}

  private static final TableView<Removed> VIEW =
      new TableView<Removed>(
              Removed::run,
              (style, removed) -> new JsonObject(style).text("run", removed.run()).truth("changed", removed.changed()).toString(),
              List.of())
          .with("RUN", Removed::run)
          .with("REMOVED", removed -> removed.changed() ? "yes" : "no");

  private final Invocation call;
  private final boolean dryRun;
  private final long generation;
  private @Nullable RuntimeException first;

  /** @param generation the one the run must have; 0: any */
  RunRemoval(Invocation call, boolean dryRun, long generation) {
    this.call = call;
    this.dryRun = dryRun;
    this.generation = generation;
  }

  /**
   * Removes them, or tells which would go.
   *
   * @throws ReeveException when the user does not agree, or one was not there
   * @throws StatusRuntimeException why the first one that could not be removed could not
   */
  int remove(List<String> given) {
    List<String> runs = List.copyOf(new LinkedHashSet<>(given));
    String what = runs.size() == 1 ? "run " + runs.getFirst() : "these " + runs.size() + " runs";
    if (!dryRun) {
      Confirmation.require("Remove the record, output and files of " + what + " for good?", "nothing was removed", call);
    }
    KernelClient client = call.connect();
    List<Removed> removed = new ArrayList<>();
    for (String run : runs) {
      try {
        boolean changed = removed(client, run);
        removed.add(new Removed(run, changed));
        if (!changed) {
          failed(run, ReeveException.local(LocalError.NOT_FOUND, "there is no run " + run, "see 'reeve run list'"), runs.size());
        }
      } catch (StatusRuntimeException refused) {
        failed(run, refused, runs.size());
      }
    }
    if (dryRun) {
      call.tell("nothing was removed: this is what would go");
    }
    call.output().list(removed, VIEW);
    if (first != null) {
      throw first;
    }
    return 0;
  }

  private boolean removed(KernelClient client, String run) {
    RemoveRunRequest request = RemoveRunRequest.newBuilder().setRun(run).setExpectedGeneration(generation).setDryRun(dryRun).build();
    return client.runs().remove(request).getChanged();
  }

  /** Told at once where others follow; the first is the error of the whole. */
  private void failed(String run, RuntimeException why, int all) {
    if (all > 1) {
      call.tell("run " + run + ": " + call.report(why).message());
    }
    first = first == null ? why : first;
  }
}
