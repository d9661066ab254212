package dev.reeve.kernel.edge;

import dev.reeve.kernel.approval.ApprovalOperations;
import dev.reeve.kernel.capsule.CapsuleOperations;
import dev.reeve.kernel.capsule.ToolOperations;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.lockdown.Lockdown;
import dev.reeve.v1.ApproveCapabilityRequest;
import dev.reeve.v1.ApproveCapabilityResponse;
import dev.reeve.v1.Command;
import dev.reeve.v1.ComponentHealth;
import dev.reeve.v1.DecideApprovalRequest;
import dev.reeve.v1.GetCapsuleMetadataRequest;
import dev.reeve.v1.GetCapsuleMetadataResponse;
import dev.reeve.v1.GetCommandsRequest;
import dev.reeve.v1.GetCommandsResponse;
import dev.reeve.v1.GetFiguresRequest;
import dev.reeve.v1.GetFiguresResponse;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.InstallCapsuleRequest;
import dev.reeve.v1.InstallCapsuleResponse;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.ListCapsulesRequest;
import dev.reeve.v1.ListCapsulesResponse;
import dev.reeve.v1.LockdownRequest;
import dev.reeve.v1.LockdownResponse;
import dev.reeve.v1.LockdownState;
import dev.reeve.v1.PrincipalConnections;
import dev.reeve.v1.ReloadCapsuleRequest;
import dev.reeve.v1.ReloadCapsuleResponse;
import dev.reeve.v1.ReloadCapsulesRequest;
import dev.reeve.v1.ReloadCapsulesResponse;
import dev.reeve.v1.RemoveCapsuleRequest;
import dev.reeve.v1.RemoveCapsuleResponse;
import dev.reeve.v1.RunCommandRequest;
import dev.reeve.v1.RunCommandResponse;
import dev.reeve.v1.SandboxTier;
import dev.reeve.v1.ShutdownRequest;
import dev.reeve.v1.ShutdownResponse;
import dev.reeve.v1.UnloadCapsuleRequest;
import dev.reeve.v1.UnloadCapsuleResponse;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Maps KernelService. */
final class KernelAdapter extends KernelServiceGrpc.KernelServiceImplBase {

  private static final int MAX_REASON = 256;

  private final KernelStatus kernel;
  private final CapsuleOperations capsules;
  private final CapsuleChanges changes;
  private final ToolOperations tools;
  private final Lockdown lockdown;
  private final ApprovalOperations approvals;
  private final IntSupplier connections;
  private final Supplier<Map<String, Integer>> perPrincipal;
  private final FiguresReport figures;

  KernelAdapter(
      KernelStatus kernel, CapsuleOperations capsules, ToolOperations tools, Lockdown lockdown, ApprovalOperations approvals,
      IntSupplier connections,
      Supplier<Map<String, Integer>> perPrincipal, FiguresReport figures) {
    this.kernel = kernel;
    this.capsules = capsules;
    this.changes = new CapsuleChanges(capsules);
    this.tools = tools;
    this.lockdown = lockdown;
    this.approvals = approvals;
    this.connections = connections;
    this.perPrincipal = perPrincipal;
    this.figures = figures;
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> observer) {
    Admission admission = Admission.CURRENT.get();
    GetStatusResponse.Builder answer =
        GetStatusResponse.newBuilder().setPrincipal(admission.caller().name()).setState(kernel.state()).setVersion(KernelEdge.VERSION);
    if (admission.global()) {
      answer
          .setPid(ProcessHandle.current().pid())
          .setUptime(Replies.duration(kernel.uptime()))
          .setMode(kernel.mode())
          .setHome(kernel.home())
          .setKernelId(kernel.kernelId())
          .setPolicyGeneration(kernel.policyGeneration())
          .addAllFileProblems(kernel.fileProblems().stream().map(PolicyMessages::fileProblem).toList())
          .setConnections(connections.getAsInt())
          .setOpenRuns(kernel.openRuns())
          .setProcess(FiguresMessages.process(kernel.process(), kernel.uptime()))
          .setCalls(figures.calls());
      Lockdown.State state = lockdown.state();
      if (state != null) {
        answer.setLockdown(message(state));
      }
      perPrincipal
          .get()
          .forEach((name, count) -> answer.addConnectionsByPrincipal(PrincipalConnections.newBuilder().setPrincipal(name).setCount(count)));
      kernel
          .components()
          .forEach(part -> answer.addComponents(ComponentHealth.newBuilder().setName(part.name()).setHealthy(part.healthy()).setDetail(part.detail())));
      kernel
          .confinement()
          .forEach(tier -> answer.addSandboxTiers(SandboxTier.newBuilder().setName(tier.name()).setUsable(tier.usable()).setDetail(tier.detail())));
    }
    Replies.one(observer, answer.build());
  }

  @Override
  public void getFigures(GetFiguresRequest request, StreamObserver<GetFiguresResponse> observer) {
    Replies.one(observer, figures.of(Admission.CURRENT.get().caller()));
  }

  @Override
  public void shutdown(ShutdownRequest request, StreamObserver<ShutdownResponse> observer) {
    if (request.getReason().length() > MAX_REASON) {
      throw KernelException.invalid("reason", "has at most " + MAX_REASON + " characters");
    }
    Replies.one(observer, ShutdownResponse.newBuilder().setPid(ProcessHandle.current().pid()).build());
    kernel.requestShutdown(request.getReason());
  }

  @Override
  public void lockdown(LockdownRequest request, StreamObserver<LockdownResponse> observer) {
    boolean changed = lockdown.set(request.getOn(), Admission.CURRENT.get().caller().name(), request.getReason());
    LockdownResponse.Builder answer = LockdownResponse.newBuilder().setChanged(changed);
    Lockdown.State state = lockdown.state();
    if (state != null) {
      answer.setState(message(state));
    }
    Replies.one(observer, answer.build());
  }

  private static LockdownState message(Lockdown.State state) {
    return LockdownState.newBuilder().setSince(Replies.time(state.since())).setBy(state.by()).setReason(state.reason()).build();
  }

  @Override
  public StreamObserver<InstallCapsuleRequest> installCapsule(StreamObserver<InstallCapsuleResponse> observer) {
    return new InstallStream(capsules, observer);
  }

  @Override
  public void approveCapability(ApproveCapabilityRequest request, StreamObserver<ApproveCapabilityResponse> observer) {
    DecideApprovalRequest.Builder same =
        DecideApprovalRequest.newBuilder()
            .setApproval(request.getApproval())
            .setDecision(request.getDecision())
            .setReason(request.getReason())
            .setExpiresAt(request.getExpiresAt())
            .setKeyId(request.getKeyId())
            .setSignature(request.getSignature());
    if (request.hasRule()) {
      same.setRule(request.getRule());
    }
    Replies.one(observer, ApproveCapabilityResponse.newBuilder().setApproval(ApprovalAdapter.decided(approvals, same.build())).build());
  }

  @Override
  public void removeCapsule(RemoveCapsuleRequest request, StreamObserver<RemoveCapsuleResponse> observer) {
    changes.remove(request, observer);
  }

  @Override
  public void unloadCapsule(UnloadCapsuleRequest request, StreamObserver<UnloadCapsuleResponse> observer) {
    changes.unload(request, observer);
  }

  @Override
  public void reloadCapsule(ReloadCapsuleRequest request, StreamObserver<ReloadCapsuleResponse> observer) {
    changes.reload(request, observer);
  }

  @Override
  public void reloadCapsules(ReloadCapsulesRequest request, StreamObserver<ReloadCapsulesResponse> observer) {
    changes.reloadAll(observer);
  }

  @Override
  public void listCapsules(ListCapsulesRequest request, StreamObserver<ListCapsulesResponse> observer) {
    ListCapsulesResponse.Builder answer = ListCapsulesResponse.newBuilder();
    capsules.list().forEach(capsule -> answer.addCapsules(CapsuleMessages.capsule(capsule, capsules)));
    Replies.one(observer, answer.build());
  }

  @Override
  public void getCapsuleMetadata(GetCapsuleMetadataRequest request, StreamObserver<GetCapsuleMetadataResponse> observer) {
    Replies.one(
        observer,
        GetCapsuleMetadataResponse.newBuilder().setCapsule(CapsuleMessages.capsule(capsules.find(request.getName()), capsules)).build());
  }

  @Override
  public void getCommands(GetCommandsRequest request, StreamObserver<GetCommandsResponse> observer) {
    GetCommandsResponse.Builder answer = GetCommandsResponse.newBuilder();
    tools
        .commands()
        .forEach(
            command ->
                answer.addCommands(
                    Command.newBuilder()
                        .setName(command.announcement().name())
                        .setDescription(command.announcement().description())
                        .setUsage(command.announcement().usage())
                        .setCapsule(command.capsule())));
    Replies.one(observer, answer.build());
  }

  @Override
  public void runCommand(RunCommandRequest request, StreamObserver<RunCommandResponse> observer) {
    for (String line : tools.run(request.getName(), request.getArgsList())) {
      observer.onNext(RunCommandResponse.newBuilder().setLine(line).build());
    }
    observer.onCompleted();
  }
}
