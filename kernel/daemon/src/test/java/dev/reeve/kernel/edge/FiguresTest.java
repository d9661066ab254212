package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.util.Durations;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.capsule.SignedGuest;
import dev.reeve.kernel.disk.Calls;
import dev.reeve.seal.SigningKey;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentDeleteRequest;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.CallFigures;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.GetFiguresRequest;
import dev.reeve.v1.GetFiguresResponse;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.MethodFigures;
import dev.reeve.v1.PrincipalFigures;
import dev.reeve.v1.QuotaUsage;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.SessionServiceGrpc;
import dev.reeve.v1.StartRunRequest;
import dev.reeve.v1.TailAuditRequest;
import dev.reeve.v1.TailAuditResponse;
import dev.reeve.v1.WhoAmIRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Figures of a whole kernel, as a client asks for them. */
@Timeout(120)
class FiguresTest {

  private static final String WHO_AM_I = "reeve.v1.SessionService/WhoAmI";
  private static final String TAIL = "reeve.v1.AuditService/Tail";

  @TempDir Path folder;

  private LiveKernel live;
  private Client client;
  private SigningKey author;

  @BeforeEach
  void start() throws Exception {
    author = SigningKey.generate("author");
    Path trust = Files.createDirectories(folder.resolve("etc/trust"));
    Files.writeString(trust.resolve("publishers.toml"), SignedGuest.publishers(author));
    live = LiveKernel.start(folder);
    client = new Client(live.socket());
  }

  @AfterEach
  void stop() {
    client.close();
    live.close();
  }

  private GetFiguresResponse figures(String as) {
    return KernelServiceGrpc.newBlockingStub(client.as(as)).getFigures(GetFiguresRequest.getDefaultInstance());
  }

  private CallFigures method(String name) {
    return figures("root").getMethodsList().stream()
        .filter(method -> method.getMethod().equals(name))
        .findFirst()
        .map(MethodFigures::getFigures)
        .orElse(CallFigures.getDefaultInstance());
  }

  private Optional<PrincipalFigures> principal(String name) {
    return figures("root").getPrincipalsList().stream().filter(each -> each.getPrincipal().equals(name)).findFirst();
  }

  private void whoAmI(String as) {
    var unused = SessionServiceGrpc.newBlockingStub(client.as(as)).whoAmI(WhoAmIRequest.getDefaultInstance());
  }

  private void agent(String name, String runtime) {
    AdminServiceGrpc.newBlockingStub(client.as("root")).agentCreate(AgentCreateRequest.newBuilder().setName(name).build());
    String manifest =
        "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: { name: " + name + ", version: 1.0.0 }\nspec:\n  runtime: { name: " + runtime + " }\n";
    AgentServiceGrpc.newBlockingStub(client.as("root")).deploy(DeployRequest.newBuilder().setManifest(manifest).build());
  }

  @Test
  void callsCountByMethodAndPrincipalAndThoseRefusedAsErrors() throws Exception {
    for (int i = 0; i < 5; i++) {
      whoAmI("bot");
    }
    StatusRuntimeException denied = catchThrowableOfType(StatusRuntimeException.class, () -> whoAmI("bare"));
    StatusRuntimeException nobody = catchThrowableOfType(StatusRuntimeException.class, () -> whoAmI("stranger"));
    assertThat(denied.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(nobody.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    Eventually.isTrue("the last is counted", () -> method(WHO_AM_I).getCalls() == 7);
    CallFigures counted = method(WHO_AM_I);
    assertThat(counted.getErrors()).isEqualTo(2);
    assertThat(Durations.toNanos(counted.getP50())).isPositive();
    PrincipalFigures bot = principal("bot").orElseThrow();
    assertThat(bot.getCalls()).isEqualTo(5);
    assertThat(bot.getErrors()).isZero();
    assertThat(bot.getConnections()).isEqualTo(1);
    PrincipalFigures bare = principal("bare").orElseThrow();
    assertThat(bare.getCalls()).isEqualTo(1);
    assertThat(bare.getErrors()).isEqualTo(1);
    GetFiguresResponse all = figures("root");
    assertThat(all.getMethodsList().stream().mapToLong(method -> method.getFigures().getCalls()).sum()).isEqualTo(all.getCalls().getCalls());
    assertThat(all.getCalls().getErrors()).isEqualTo(2);
    assertThat(all.getPrincipalsList()).extracting(PrincipalFigures::getPrincipal).isSorted();
  }

  private static final class Watching implements ClientResponseObserver<TailAuditRequest, TailAuditResponse> {
    final CountDownLatch heard = new CountDownLatch(1);
    private @Nullable ClientCallStreamObserver<TailAuditRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<TailAuditRequest> started) {
      call = started;
    }

    void leave() {
      java.util.Objects.requireNonNull(call).cancel("read enough", null);
    }

    @Override
    public void onNext(TailAuditResponse value) {
      heard.countDown();
    }

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onCompleted() {}
  }

  @Test
  void aWatchThatItsReaderLeavesIsACallAndNoError() throws Exception {
    Watching watching = new Watching();
    AuditServiceGrpc.newStub(client.as("root")).tail(TailAuditRequest.newBuilder().setFollow(true).setLast(1).build(), watching);
    assertThat(watching.heard.await(30, TimeUnit.SECONDS)).isTrue();
    watching.leave();
    Eventually.isTrue("it is counted", () -> method(TAIL).getCalls() == 1);
    assertThat(method(TAIL).getErrors()).isZero();
    StatusRuntimeException denied =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> AuditServiceGrpc.newBlockingStub(client.as("bot")).tail(TailAuditRequest.getDefaultInstance()).hasNext());
    assertThat(denied.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    Eventually.isTrue("it is counted", () -> method(TAIL).getErrors() == 1);
  }

  @Test
  void aPrincipalThatIsGoneIsToldNoMore() {
    AdminServiceGrpc.newBlockingStub(client.as("root")).agentCreate(AgentCreateRequest.newBuilder().setName("brief").addUids(uid()).build());
    whoAmI("brief");
    assertThat(principal("brief")).isPresent();
    AdminServiceGrpc.newBlockingStub(client.as("root")).agentDelete(AgentDeleteRequest.newBuilder().setPrincipal("brief").build());
    assertThat(principal("brief")).isEmpty();
  }

  private static int uid() {
    return (int) new com.sun.security.auth.module.UnixSystem().getUid();
  }

  @Test
  void theKernelsProcessIsToldAndSoIsWhatOneUsesOfItsQuotas() {
    whoAmI("bot");
    GetFiguresResponse all = figures("root");
    assertThat(all.getProcess().getPid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(all.getProcess().getMemoryBytes()).isPositive();
    assertThat(Durations.toNanos(all.getProcess().getCpuTime())).isPositive();
    assertThat(Durations.toNanos(all.getProcess().getUptime())).isPositive();
    assertThat(all.getConnections()).isPositive();
    QuotaUsage minute =
        principal("bot").orElseThrow().getUsageList().stream().filter(each -> each.getName().equals("max_requests_per_minute")).findFirst().orElseThrow();
    assertThat(minute.getUsed()).isEqualTo(1);
    assertThat(minute.getLimit()).isGreaterThan(1);
    GetStatusResponse status = KernelServiceGrpc.newBlockingStub(client.as("root")).getStatus(GetStatusRequest.getDefaultInstance());
    assertThat(status.getProcess().getPid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(status.getCalls().getCalls()).isGreaterThanOrEqualTo(all.getCalls().getCalls());
  }

  @Test
  void whoMayNotSeeThemIsRefusedAndWhoMayNotSeeAPartGetsTheRest() throws Exception {
    for (String mayNot : new String[] {"bot", "bare", "developer", "disabled"}) {
      StatusRuntimeException denied = catchThrowableOfType(StatusRuntimeException.class, () -> figures(mayNot));
      assertThat(denied.getStatus().getCode()).as(mayNot).isEqualTo(Status.Code.PERMISSION_DENIED);
    }
    Calls.install(client.as("root"), SignedGuest.waiting(author, "waiting"));
    agent("sleeper", "waiting");
    var unused = RunServiceGrpc.newBlockingStub(client.as("root")).start(StartRunRequest.newBuilder().setAgent("sleeper").build());
    AdminServiceGrpc.newBlockingStub(client.as("root"))
        .capsGrant(CapsGrantRequest.newBuilder().setPrincipal("bare").addCapabilities("system:status").build());
    GetFiguresResponse little = figures("bare");
    assertThat(little.getRunsList()).isEmpty();
    assertThat(little.getCapsulesList()).isEmpty();
    assertThat(little.getPrincipalsList()).isNotEmpty().allSatisfy(each -> assertThat(each.getUsageList()).isEmpty());
    assertThat(little.getOpenRuns()).isEqualTo(1);
    GetFiguresResponse all = figures("viewer");
    assertThat(all.getRunsList()).hasSize(1);
    assertThat(all.getCapsulesList()).hasSize(1);
    assertThat(all.getRuns(0).getPid()).as("it has no process in a sandbox").isZero();
  }
}
