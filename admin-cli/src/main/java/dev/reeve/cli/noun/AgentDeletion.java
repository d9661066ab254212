package dev.reeve.cli.noun;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.AdminRequest;
import dev.reeve.v1.AgentDeleteRequest;
import dev.reeve.v1.AgentDependants;
import dev.reeve.v1.DeleteAgentRequest;
import dev.reeve.v1.DeleteAgentResponse;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.Errors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;

/** Removes an agent: shows what is there because of it, asks, cancels its live runs where that is wanted, and removes. */
final class AgentDeletion {

  private static final TableView<DeleteAgentResponse> DELETED =
      TableView.of((DeleteAgentResponse answer) -> answer.getChanged() ? "changed" : "unchanged")
          .with("CHANGED", answer -> answer.getChanged() ? "yes" : "no")
          .with("LIVE RUNS", answer -> Long.toString(answer.getDependants().getLiveRunCount()))
          .with("RUNS ON RECORD", answer -> Long.toString(answer.getDependants().getRunCount()))
          .with("VERSIONS", answer -> Long.toString(answer.getDependants().getVersionCount()))
          .with("NAMED BY", answer -> Words.join(answer.getDependants().getAgentsList()));

  private final Invocation call;
  private final String name;
  private final boolean force;
  private final ChangeOptions change;

  AgentDeletion(Invocation call, String name, boolean force, ChangeOptions change) {
    this.call = call;
    this.name = name;
    this.force = force;
    this.change = change;
  }

  /**
   * Removes its manifests and, unless only these are to go, its principal; the exit code.
   *
   * @throws ReeveException when the user does not agree, or runs live that are not to be cancelled
   */
  int delete(boolean manifestsOnly) {
    if (manifestsOnly && (change.diff || change.expectedGeneration != 0)) {
      throw ReeveException.usage("--manifests-only excludes --diff and --expected-generation", "leave one of them out");
    }
    if (change.diff) {
      return principal();
    }
    KernelClient client = call.connect();
    AgentDependants dependants = dependants(client, manifestsOnly);
    tell(dependants);
    if (!change.dryRun) {
      if (dependants.getLiveRunCount() > 0 && !force) {
        throw live(dependants.getLiveRunCount());
      }
      String what = manifestsOnly ? "Delete the manifests of " + name + "?" : "Delete principal " + name + "? Its name is not used again.";
      Confirmation.require(what, "nothing was deleted", call);
    }
    if (manifestsOnly) {
      return manifests(client);
    }
    if (force && !change.dryRun && dependants.getLiveRunCount() > 0) {
      DeleteAgentResponse unused = client.agents().delete(DeleteAgentRequest.newBuilder().setAgent(name).setForce(true).build());
    }
    return principal();
  }

  /** Nothing where it never had a manifest, or the kernel does not tell. */
  private AgentDependants dependants(KernelClient client, boolean manifestsOnly) {
    try {
      return client.agents().delete(DeleteAgentRequest.newBuilder().setAgent(name).setDryRun(true).build()).getDependants();
    } catch (StatusRuntimeException failure) {
      Status.Code code = failure.getStatus().getCode();
      if (!manifestsOnly && (code == Status.Code.NOT_FOUND || code == Status.Code.UNIMPLEMENTED)) {
        return AgentDependants.getDefaultInstance();
      }
      throw failure;
    }
  }

  private void tell(AgentDependants dependants) {
    if (dependants.getLiveRunCount() > 0) {
      call.tell("  live runs: " + dependants.getLiveRunCount() + (force ? ", which are cancelled" : ""));
      dependants.getLiveRunsList().forEach(run -> call.tell("    " + run));
    }
    if (dependants.getRunCount() > 0) {
      call.tell("  runs on record, which stay: " + dependants.getRunCount());
    }
    if (dependants.getVersionCount() > 0) {
      call.tell("  deployed revisions, which go: " + dependants.getVersionCount());
    }
    if (dependants.getAgentsCount() > 0) {
      call.tell("  agents whose manifests name it: " + Words.join(dependants.getAgentsList()));
    }
  }

  private ReeveException live(long runs) {
    int exit = ErrorCode.ERROR_CODE_FAILED_PRECONDITION.getValueDescriptor().getOptions().getExtension(Errors.error).getExit();
    return new ReeveException(
        new ErrorReport(
            "FAILED_PRECONDITION", name + " has " + runs + (runs == 1 ? " live run" : " live runs") + "; nothing was deleted",
            "wait for their end, or give --force to cancel them", exit, List.of(), Map.of(), ""));
  }

  private int manifests(KernelClient client) {
    DeleteAgentRequest request = DeleteAgentRequest.newBuilder().setAgent(name).setForce(force).setDryRun(change.dryRun).build();
    DeleteAgentResponse answer = client.agents().delete(request);
    if (!call.output().json()) {
      call.tell(
          change.dryRun ? "would delete the manifests of " + name
              : answer.getChanged() ? "deleted the manifests of " + name : name + " had no manifest");
    }
    call.output().one(answer, DELETED);
    return 0;
  }

  private int principal() {
    AgentDeleteRequest request =
        AgentDeleteRequest.newBuilder()
            .setPrincipal(name)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "delete", "deleted", "principal " + name)
        .make(AdminRequest.newBuilder().setAgentDelete(request), admin -> admin.agentDelete(request));
  }
}
