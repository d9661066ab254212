package dev.reeve.kernel.disk;

import dev.reeve.kernel.capsule.SignedGuest;
import dev.reeve.kernel.edge.LiveKernel;
import dev.reeve.seal.SigningKey;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.ComponentHealth;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GroupCreateRequest;
import dev.reeve.v1.GroupDeleteRequest;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.RunState;
import dev.reeve.v1.StartRunRequest;
import dev.reeve.v1.VerifyAuditRequest;
import io.grpc.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Every operation that is swept. Another one is a class here and a line in {@link #all}. */
final class SweptOperations {

  private static final String WORKER = "worker";
  private static final String GROUP = "ops";

  private SweptOperations() {}

  /**
   * All of them, those that take long first.
   *
   * @param author whom the kernel trusts, and whose capsule {@code guest} it has
   */
  static List<SweptOperation> all(SigningKey author) {
    return List.of(new RunToItsEnd(), new SweptBackup(), new EndGroup(), new Install(author), new Deploy(), new Grant(), new AuditAndStop());
  }

  static void principal(Channel channel, String name, String... groups) {
    AdminServiceGrpc.newBlockingStub(channel).agentCreate(AgentCreateRequest.newBuilder().setName(name).addAllGroups(List.of(groups)).build());
  }

  private static void deploy(Channel channel, String agent) {
    AgentServiceGrpc.newBlockingStub(channel)
        .deploy(DeployRequest.newBuilder().setAgent(agent).setManifest(Tenant.manifest(agent, "1.0.0")).build());
  }

  private static final class Grant implements SweptOperation {
    @Override
    public String name() {
      return "grant (one file)";
    }

    @Override
    public void prepare(Channel channel) {
      principal(channel, WORKER);
    }

    @Override
    public void perform(LiveKernel live, Channel channel) {
      AdminServiceGrpc.newBlockingStub(channel).capsGrant(CapsGrantRequest.newBuilder().setPrincipal(WORKER).addCapabilities("x:y").build());
    }
  }

  private static final class EndGroup implements SweptOperation {
    @Override
    public String name() {
      return "end of a group (several files)";
    }

    @Override
    public void prepare(Channel channel) {
      AdminServiceGrpc.newBlockingStub(channel).groupCreate(GroupCreateRequest.newBuilder().setName(GROUP).addCapabilities("x:z").build());
      principal(channel, "first", GROUP);
      principal(channel, "second", GROUP, "agent");
    }

    @Override
    public void perform(LiveKernel live, Channel channel) {
      AdminServiceGrpc.newBlockingStub(channel).groupDelete(GroupDeleteRequest.newBuilder().setGroup(GROUP).setCascade(true).build());
    }
  }

  private static final class Deploy implements SweptOperation {
    @Override
    public String name() {
      return "deploy";
    }

    @Override
    public void prepare(Channel channel) {
      principal(channel, WORKER);
    }

    @Override
    public void perform(LiveKernel live, Channel channel) {
      deploy(channel, WORKER);
    }
  }

  /** Acknowledged when it is told that it succeeded. */
  private static final class RunToItsEnd implements SweptOperation {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** How long it is waited for by a kernel that says that it cannot. */
    private static final Duration HOPELESS = Duration.ofMillis(300);

    private boolean started;

    @Override
    public String name() {
      return "run to its end";
    }

    @Override
    public int stride() {
      return 8;
    }

    @Override
    public void prepare(Channel channel) {
      principal(channel, WORKER);
      deploy(channel, WORKER);
    }

    @Override
    public void perform(LiveKernel live, Channel channel) throws Exception {
      started = false;
      RunServiceGrpc.RunServiceBlockingStub runs = RunServiceGrpc.newBlockingStub(channel);
      GetRunRequest request =
          GetRunRequest.newBuilder().setRun(runs.start(StartRunRequest.newBuilder().setAgent(WORKER).build()).getRun().getId()).build();
      started = true;
      long begun = System.nanoTime();
      Run run = runs.get(request).getRun();
      while (!run.hasEndedAt()) {
        if (System.nanoTime() - begun > (well(channel) ? PATIENCE : HOPELESS).toNanos()) {
          throw new IOException("the run does not end");
        }
        LockSupport.parkNanos(2_000_000);
        run = runs.get(request).getRun();
      }
      if (run.getState() != RunState.RUN_STATE_SUCCEEDED) {
        throw new IOException("the run ended as " + run.getState());
      }
    }

    private static boolean well(Channel channel) {
      return KernelServiceGrpc.newBlockingStub(channel).getStatus(GetStatusRequest.getDefaultInstance()).getComponentsList().stream()
          .allMatch(ComponentHealth::getHealthy);
    }

    /** A run that was cut is recorded as one that failed; by a kernel that can record nothing, as what it was. One that was started is there. */
    @Override
    public boolean allows(SortedMap<String, String> facts, SortedMap<String, String> before, SortedMap<String, String> after) {
      SortedMap<String, String> rest = new TreeMap<>(facts);
      String run = rest.remove("run 1");
      return rest.equals(before) && (run != null || !started);
    }
  }

  private static final class Install implements SweptOperation {
    private final SigningKey author;

    Install(SigningKey author) {
      this.author = author;
    }

    @Override
    public String name() {
      return "capsule install";
    }

    @Override
    public void perform(LiveKernel live, Channel channel) throws Exception {
      Calls.install(channel, SignedGuest.by(author, "another"));
    }
  }

  /** A read that is audited, then the end, which signs a checkpoint and folds the database's journal. */
  private static final class AuditAndStop implements SweptOperation {
    @Override
    public String name() {
      return "audited read and stop";
    }

    @Override
    public void perform(LiveKernel live, Channel channel) {
      try {
        AuditServiceGrpc.newBlockingStub(channel).verify(VerifyAuditRequest.getDefaultInstance());
      } finally {
        live.kernel().close();
      }
    }

    @Override
    public boolean stops() {
      return true;
    }
  }
}
