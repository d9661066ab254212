package dev.reeve.bench.crash;

import dev.reeve.bench.daemon.CapsuleCall;
import dev.reeve.bench.daemon.Connections;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentDeleteRequest;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.CapabilityList;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.CapsRevokeRequest;
import dev.reeve.v1.CapsUngrantRequest;
import dev.reeve.v1.CapsUnrevokeRequest;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.GroupCreateRequest;
import dev.reeve.v1.GroupDeleteRequest;
import dev.reeve.v1.GroupModifyRequest;
import dev.reeve.v1.InviteIssueRequest;
import dev.reeve.v1.InviteRevokeRequest;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.QuotaSetRequest;
import dev.reeve.v1.Quotas;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.RunServiceGrpc.RunServiceBlockingStub;
import dev.reeve.v1.StartRunRequest;
import dev.reeve.v1.WatchRunRequest;
import dev.reeve.v1.WatchRunResponse;
import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** The kernel as a client meets it that changes something. Every call ends within 30 s. */
final class Kernel {

  private static final long DEADLINE_SECONDS = 30;
  private static final String STATE = "RUN_STATE_";

  private final Channel channel;
  private final CapsuleAuthor author;

  Kernel(Channel channel, CapsuleAuthor author) {
    this.channel = channel;
    this.author = author;
  }

  private static <S extends AbstractStub<S>> S asked(S stub, String requestId) {
    return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).withOption(Connections.REQUEST_ID, requestId);
  }

  /**
   * Asks for a change and waits for its answer. The same change under the same id is the same bytes.
   *
   * @return of an invite's issue, the invite's id; of a run's start, the run's; of a run's cancel, the state it is in; empty for other changes
   * @throws io.grpc.StatusRuntimeException when it is refused, or not answered
   */
  String send(String requestId, Change change) {
    AdminServiceBlockingStub to = asked(AdminServiceGrpc.newBlockingStub(channel), requestId);
    switch (change) {
      case Change.AgentCreate(String agent, String one, String other) -> {
        var unused = to.agentCreate(AgentCreateRequest.newBuilder().setName(agent).addGrants(one).addGrants(other).build());
      }
      case Change.AgentDelete(String agent) -> {
        var unused = to.agentDelete(AgentDeleteRequest.newBuilder().setPrincipal(agent).build());
      }
      case Change.Grant(String agent, String pattern) -> {
        var unused = to.capsGrant(CapsGrantRequest.newBuilder().setPrincipal(agent).addCapabilities(pattern).build());
      }
      case Change.Ungrant(String agent, String pattern) -> {
        var unused = to.capsUngrant(CapsUngrantRequest.newBuilder().setPrincipal(agent).addCapabilities(pattern).build());
      }
      case Change.Revoke(String agent, String pattern) -> {
        var unused = to.capsRevoke(CapsRevokeRequest.newBuilder().setPrincipal(agent).addCapabilities(pattern).build());
      }
      case Change.Unrevoke(String agent, String pattern) -> {
        var unused = to.capsUnrevoke(CapsUnrevokeRequest.newBuilder().setPrincipal(agent).addCapabilities(pattern).build());
      }
      case Change.QuotaSet(String agent, long timeout, long processes) -> {
        Quotas limits = Quotas.newBuilder().setMaxTimeoutSecs(timeout).setMaxBackgroundProcesses(processes).build();
        var unused = to.quotaSet(QuotaSetRequest.newBuilder().setPrincipal(agent).setQuotas(limits).build());
      }
      case Change.GroupCreate(String group, String description, String pattern) -> {
        var unused = to.groupCreate(GroupCreateRequest.newBuilder().setName(group).setDescription(description).addCapabilities(pattern).build());
      }
      case Change.GroupModify(String group, String description, String pattern) -> {
        CapabilityList patterns = CapabilityList.newBuilder().addCapabilities(pattern).build();
        var unused = to.groupModify(GroupModifyRequest.newBuilder().setGroup(group).setDescription(description).setCapabilities(patterns).build());
      }
      case Change.GroupDelete(String group) -> {
        var unused = to.groupDelete(GroupDeleteRequest.newBuilder().setGroup(group).build());
      }
      case Change.InviteIssue(String label) -> {
        return to.inviteIssue(InviteIssueRequest.newBuilder().setLabel(label).build()).getTicket().getId();
      }
      case Change.InviteRevoke(String label, String id) -> {
        var unused = to.inviteRevoke(InviteRevokeRequest.newBuilder().setId(id).build());
      }
      case Change.Deploy deploy -> {
        DeployRequest request = DeployRequest.newBuilder().setAgent(deploy.agent()).setManifest(Program.manifest(deploy)).setForce(true).build();
        var unused = asked(AgentServiceGrpc.newBlockingStub(channel), requestId).deploy(request);
      }
      case Change.RunStart(String agent, String version, String says, String key) -> {
        StartRunRequest request = StartRunRequest.newBuilder().setAgent(agent).setVersion(version).setIntent(says).setIdempotencyKey(key).build();
        return asked(RunServiceGrpc.newBlockingStub(channel), requestId).start(request).getRun().getId();
      }
      case Change.RunCancel(String agent, String id) -> {
        CancelRunRequest request = CancelRunRequest.newBuilder().setRun(id).build();
        return state(asked(RunServiceGrpc.newBlockingStub(channel), requestId).cancel(request).getRun());
      }
      case Change.CapsuleInstall(String name, String version) -> {
        var unused = CapsuleCall.install(asked(KernelServiceGrpc.newStub(channel), requestId), author.small(name, version));
      }
    }
    return "";
  }

  /** Installs the capsule that runs programs. */
  void installRuntime() throws IOException {
    var unused = CapsuleCall.installApproving(
            channel, asked(KernelServiceGrpc.newStub(channel), "runtime-review"), asked(KernelServiceGrpc.newStub(channel), "runtime"), author.runtime());
  }

  /** Waits until a run has ended; answers the state it ended in, as its last event says. */
  String awaitEnd(String run) {
    RunServiceBlockingStub runs = RunServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    String state = "";
    for (Iterator<WatchRunResponse> answers = runs.watch(WatchRunRequest.newBuilder().setRun(run).setVerbose(true).build()); answers.hasNext(); ) {
      for (RunEvent event : answers.next().getEventsList()) {
        state = event.getKind() == RunEventKind.RUN_EVENT_KIND_STATE ? event.getData() : state;
      }
    }
    return state;
  }

  /** As events and the audit chain call it. */
  static String state(Run run) {
    return run.getState().name().substring(STATE.length());
  }
}
