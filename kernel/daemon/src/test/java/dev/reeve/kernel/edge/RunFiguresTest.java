package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.util.Durations;
import com.sun.security.auth.module.UnixSystem;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.capsule.SignedGuest;
import dev.reeve.kernel.disk.Calls;
import dev.reeve.kernel.store.Ids;
import dev.reeve.seal.SigningKey;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.GetFiguresRequest;
import dev.reeve.v1.GetFiguresResponse;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.PrincipalFigures;
import dev.reeve.v1.RunFigures;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.RunState;
import dev.reeve.v1.SandboxTier;
import dev.reeve.v1.StartRunRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What programs of runs take, as a client of a whole kernel is told. */
@Timeout(120)
class RunFiguresTest {

  private static final String MANIFEST =
      "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: { name: busy, version: 1.0.0 }\nspec:\n  runtime: { name: shell }\n";

  @TempDir Path folder;

  private final HeldKey key = HeldKey.make();
  private SigningKey author;
  private LiveKernel live;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    author = SigningKey.generate("author");
    Path etc = Files.createDirectories(folder.resolve("etc"));
    Files.createDirectories(etc.resolve("principals"));
    Files.createDirectories(etc.resolve("trust"));
    Files.writeString(etc.resolve("trust/publishers.toml"), SignedGuest.publishers(author));
    Files.writeString(etc.resolve("approvals.toml"), "approvals_version = 1\n[capsules]\nanswered_by = \"anyone\"\n");
    Profile operator =
        new Profile(
            Ids.next(), "default", true, List.of("admin"), List.of(), List.of(), List.of(new UnixSystem().getUid()), List.of(), Quotas.DEFAULTS, null,
            List.of(new RegisteredKey(key.text(), KeyLimit.FULL, "", null, false)));
    Files.writeString(etc.resolve("principals/default.toml"), ProfileFile.write(operator));
    live = LiveKernel.startAsIs(folder);
    client = new Client(live.socket());
    assumeTrue(
        kernel().getStatus(GetStatusRequest.getDefaultInstance()).getSandboxTiersList().stream().anyMatch(SandboxTier::getUsable),
        "nothing confines a program here");
    SignedGuest shell = SignedGuest.running(author, "shell", "while :; do :; done");
    StatusRuntimeException asked = catchThrowableOfType(StatusRuntimeException.class, () -> Calls.install(client.plain(), shell));
    assertThat(asked).isNotNull();
    Answering answering = new Answering(client.plain(), key);
    String approval = answering.pending().getId();
    assertThat(answering.approve().getState()).isEqualTo(ApprovalState.APPROVAL_STATE_APPROVED);
    Calls.install(client.with(ChainInterceptor.APPROVAL, approval), shell);
    AdminServiceGrpc.newBlockingStub(client.plain()).agentCreate(AgentCreateRequest.newBuilder().setName("busy").build());
    AgentServiceGrpc.newBlockingStub(client.plain()).deploy(DeployRequest.newBuilder().setManifest(MANIFEST).build());
  }

  @AfterEach
  void stop() {
    client.close();
    live.close();
  }

  private KernelServiceGrpc.KernelServiceBlockingStub kernel() {
    return KernelServiceGrpc.newBlockingStub(client.plain());
  }

  private GetFiguresResponse figures() {
    return kernel().getFigures(GetFiguresRequest.getDefaultInstance());
  }

  @Test
  void timeAndMemoryOfARunAreSeenAndCountForItsAgentUntilItIsOver() throws Exception {
    RunServiceGrpc.RunServiceBlockingStub runs = RunServiceGrpc.newBlockingStub(client.plain());
    String id = runs.start(StartRunRequest.newBuilder().setAgent("busy").build()).getRun().getId();
    Eventually.isTrue(
        "it has used a tenth of a second",
        () -> figures().getRunsList().stream().anyMatch(run -> Durations.toMillis(run.getCpuTime()) >= 100));
    GetFiguresResponse figures = figures();
    RunFigures run = figures.getRuns(0);
    assertThat(run.getRun()).isEqualTo(id);
    assertThat(run.getAgent()).isEqualTo("busy");
    assertThat(run.getOwner()).isNotEmpty();
    assertThat(run.getState()).isEqualTo(RunState.RUN_STATE_RUNNING);
    assertThat(run.getMemoryBytes()).isBetween(100_000L, 1L << 30);
    assertThat(run.getThreads()).isPositive();
    assertThat(ProcessHandle.of(run.getPid())).isPresent();
    assertThat(run.getStartedAt().getSeconds()).isPositive();
    PrincipalFigures agent = figures.getPrincipalsList().stream().filter(each -> each.getPrincipal().equals("busy")).findFirst().orElseThrow();
    assertThat(agent.getOpenRuns()).isEqualTo(1);
    assertThat(agent.getMemoryBytes()).isPositive();
    assertThat(Durations.toNanos(agent.getCpuTime())).isPositive();
    var unused = runs.cancel(CancelRunRequest.newBuilder().setRun(id).build());
    assertThat(figures().getRunsList()).isEmpty();
    assertThat(figures().getOpenRuns()).isZero();
  }
}
