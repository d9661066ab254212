package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.ResourceInfo;
import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.AuditRecord;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.CheckRequest;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.InstallCapsuleHeader;
import dev.reeve.v1.InstallCapsuleRequest;
import dev.reeve.v1.InstallCapsuleResponse;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.ListAgentsRequest;
import dev.reeve.v1.PageRequest;
import dev.reeve.v1.PolicyServiceGrpc;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.SessionServiceGrpc;
import dev.reeve.v1.ShutdownRequest;
import dev.reeve.v1.StartRunRequest;
import dev.reeve.v1.TailAuditRequest;
import dev.reeve.v1.TailAuditResponse;
import dev.reeve.v1.VerifyAuditRequest;
import dev.reeve.v1.WhoAmIRequest;
import dev.reeve.v1.WhoAmIResponse;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A whole kernel over its own socket, called as any program calls it. */
@Timeout(120)
class KernelSocketTest {

  @TempDir static Path folder;

  private static LiveKernel live;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    Files.createDirectories(folder.resolve("etc"));
    Files.writeString(folder.resolve("etc/kernel.toml"), "config_version = 1\nmode = \"production\"\n[server]\nmax_message = \"64KiB\"\ndrain = \"5s\"\n");
    live = LiveKernel.start(folder);
    client = new Client(live.socket());
  }

  @AfterAll
  static void stop() {
    client.close();
    live.close();
  }

  /** What a client gets to read of an answer. */
  private static final class Collected<T> implements StreamObserver<T> {
    final List<T> messages = new ArrayList<>();
    final CompletableFuture<Status> end = new CompletableFuture<>();

    @Override
    public synchronized void onNext(T message) {
      messages.add(message);
    }

    @Override
    public void onError(Throwable error) {
      end.complete(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK);
    }

    Status status() throws Exception {
      return end.get(30, TimeUnit.SECONDS);
    }
  }

  private static StatusRuntimeException refused(Executable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::execute);
  }

  private static Status.Code code(Executable call) {
    return refused(call).getStatus().getCode();
  }

  private static WhoAmIResponse whoAmI(Channel channel) {
    return SessionServiceGrpc.newBlockingStub(channel).whoAmI(WhoAmIRequest.getDefaultInstance());
  }

  /** Records of a request, in their order. */
  private static List<AuditRecord> records(String requestId) throws Exception {
    List<AuditRecord> found = new ArrayList<>();
    dev.reeve.kernel.Eventually.isTrue(
        "the request is in the chain",
        () -> {
          found.clear();
          Iterator<TailAuditResponse> tail =
              AuditServiceGrpc.newBlockingStub(client.as("root")).tail(TailAuditRequest.newBuilder().setLast(1000).build());
          tail.forEachRemaining(part -> part.getRecordsList().stream().filter(record -> record.getRequestId().equals(requestId)).forEach(found::add));
          return !found.isEmpty();
        });
    return found;
  }

  @Test
  void healthIsServedToAnybodyAndSaysServing() {
    ServingStatus status = HealthGrpc.newBlockingStub(client.plain()).check(HealthCheckRequest.getDefaultInstance()).getStatus();
    assertThat(status).isEqualTo(ServingStatus.SERVING);
  }

  private static Status reflect(Channel channel) throws Exception {
    Collected<ServerReflectionResponse> answers = new Collected<>();
    StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(channel).serverReflectionInfo(answers);
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    requests.onCompleted();
    Status status = answers.status();
    if (status.isOk()) {
      assertThat(answers.messages.getFirst().getListServicesResponse().getServiceList().stream().map(service -> service.getName()))
          .contains("reeve.v1.KernelService", "reeve.v1.RunService");
    }
    return status;
  }

  @Test
  void reflectionNeedsAnIdentityThatMayAsk() throws Exception {
    assertThat(reflect(client.as("root")).getCode()).isEqualTo(Status.Code.OK);
    assertThat(reflect(client.as("bot")).getCode()).isEqualTo(Status.Code.OK);
    assertThat(reflect(client.as("bare")).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(reflect(client.plain()).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void theCallerIsWhoThePeerAsksToBeAmongWhatItIsEntitledTo() {
    WhoAmIResponse answer = whoAmI(client.as("Operator"));
    assertThat(answer.getPrincipal()).isEqualTo("operator");
    assertThat(answer.getProof()).isEqualTo("unix-peer");
    assertThat(answer.getPeer().getPid()).isEqualTo((int) ProcessHandle.current().pid());
    assertThat(answer.getGroupsList()).containsExactly("operator");
    assertThat(answer.getEntitledList()).containsExactly("bare", "bot", "developer", "disabled", "operator", "root", "viewer");
  }

  @Test
  void aNameItIsNotEntitledToIsUnauthenticatedAndSoIsNone() {
    StatusRuntimeException unknown = refused(() -> whoAmI(client.as("nobody-i-know")));
    assertThat(unknown.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(unknown.getStatus().getDescription()).endsWith("may not act as 'nobody-i-know'");
    assertThat(refused(() -> whoAmI(client.plain())).getStatus().getDescription()).contains("fits several principals");
  }

  @Test
  void kindsOfCallersAreAdmittedOverTheSocketAsTheMatrixSays() {
    for (String may : List.of("bot", "viewer", "developer", "operator", "root")) {
      assertThat(whoAmI(client.as(may)).getPrincipal()).isEqualTo(may);
    }
    for (String mayNot : List.of("bare", "disabled")) {
      assertThat(code(() -> whoAmI(client.as(mayNot)))).as(mayNot).isEqualTo(Status.Code.PERMISSION_DENIED);
    }
    for (String mayNot : List.of("bare", "viewer", "disabled", "bot", "developer", "operator")) {
      assertThat(code(() -> KernelServiceGrpc.newBlockingStub(client.as(mayNot)).shutdown(ShutdownRequest.getDefaultInstance())))
          .as(mayNot)
          .isEqualTo(Status.Code.PERMISSION_DENIED);
    }
    assertThat(live.kernel().state().name()).isEqualTo("READY");
  }

  @Test
  void statusIsWholeForWhoMaySeeAllAndBareForItself() {
    GetStatusResponse whole = KernelServiceGrpc.newBlockingStub(client.as("viewer")).getStatus(GetStatusRequest.getDefaultInstance());
    assertThat(whole.getState()).isEqualTo("READY");
    assertThat(whole.getPid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(whole.getHome()).isEqualTo(folder.toString());
    assertThat(whole.getMode()).isEqualTo("production");
    assertThat(whole.getConnections()).isPositive();
    assertThat(whole.getComponentsList()).allSatisfy(part -> assertThat(part.getHealthy()).as(part.getName()).isTrue());
    GetStatusResponse own = KernelServiceGrpc.newBlockingStub(client.as("bot")).getStatus(GetStatusRequest.getDefaultInstance());
    assertThat(own.getPrincipal()).isEqualTo("bot");
    assertThat(own.toBuilder().clearPrincipal().clearState().clearVersion().build()).isEqualTo(GetStatusResponse.getDefaultInstance());
  }

  @Test
  void aDenialIsRecordedWithWhoWhatAndWhy() throws Exception {
    String id = Ids.nextText();
    Channel channel = io.grpc.ClientInterceptors.intercept(client.with(ChainInterceptor.REQUEST_ID, id), attach("bot"));
    StatusRuntimeException denied =
        refused(() -> AdminServiceGrpc.newBlockingStub(channel).agentCreate(AgentCreateRequest.newBuilder().setName("eve").build()));
    assertThat(denied.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(denied.getStatus().getDescription()).isEqualTo("needs agent:create: nothing grants it");
    ErrorInfo info = Objects.requireNonNull(Client.detail(denied, ErrorInfo.class));
    assertThat(info.getReason()).isEqualTo("PERMISSION_DENIED");
    assertThat(info.getDomain()).isEqualTo("reeve.dev");
    assertThat(info.getMetadataMap()).containsEntry("capability", "agent:create").containsEntry("code", "MISSING").containsEntry("request_id", id);
    AuditRecord record = records(id).getFirst();
    assertThat(record.getPrincipal()).isEqualTo("bot");
    assertThat(record.getMethod()).isEqualTo("reeve.v1.AdminService/AgentCreate");
    assertThat(record.getAllowed()).isFalse();
    assertThat(record.getCode()).isEqualTo("PERMISSION_DENIED");
    assertThat(record.getJson()).contains("\"eve\"");
  }

  private static io.grpc.ClientInterceptor attach(String principal) {
    Metadata headers = new Metadata();
    headers.put(ChainInterceptor.PRINCIPAL, principal);
    return io.grpc.stub.MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  @Test
  void aMutationIsRecordedBeforeAndAfterIt() throws Exception {
    String id = Ids.nextText();
    Channel channel = io.grpc.ClientInterceptors.intercept(client.with(ChainInterceptor.REQUEST_ID, id), attach("root"));
    AgentCreateRequest request = AgentCreateRequest.newBuilder().setName("fresh").addUids((int) 4_000_000_000L).build();
    assertThat(AdminServiceGrpc.newBlockingStub(channel).agentCreate(request).getChanged()).isTrue();
    List<AuditRecord> records = records(id);
    assertThat(records.stream().map(AuditRecord::getKind)).containsExactly("intent", "outcome");
    assertThat(records.getLast().getCode()).isEqualTo("OK");
    assertThat(records.getFirst().getJson()).contains("4000000000");
    StatusRuntimeException again = refused(() -> AdminServiceGrpc.newBlockingStub(client.as("root")).agentCreate(request));
    assertThat(again.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
  }

  @Test
  void theRequestIdIsEchoedInHeadersAndTrailersAndMadeWhereThereIsNone() {
    Client.Heard given = Client.Heard.on(client.with(ChainInterceptor.REQUEST_ID, "my-id_1"));
    assertThat(code(() -> whoAmI(given.channel()))).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(Objects.requireNonNull(given.trailers().get()).get(ChainInterceptor.REQUEST_ID)).isEqualTo("my-id_1");
    Client.Heard made = Client.Heard.on(client.as("root"));
    whoAmI(made.channel());
    String id = Objects.requireNonNull(Objects.requireNonNull(made.headers().get()).get(ChainInterceptor.REQUEST_ID));
    assertThat(Ids.isId(id)).isTrue();
    assertThat(Objects.requireNonNull(made.trailers().get()).get(ChainInterceptor.REQUEST_ID)).isEqualTo(id);
  }

  @Test
  void aRequestIdOfAnotherFormIsRefusedWithTheRule() throws Exception {
    for (String bad : List.of("", "with space", "x".repeat(65), "a/b")) {
      StatusRuntimeException refused = refused(() -> whoAmI(client.with(ChainInterceptor.REQUEST_ID, bad)));
      assertThat(refused.getStatus().getCode()).as("'%s'", bad).isEqualTo(Status.Code.INVALID_ARGUMENT);
      BadRequest details = Objects.requireNonNull(Client.detail(refused, BadRequest.class));
      assertThat(details.getFieldViolations(0).getField()).isEqualTo("reeve-request-id");
      assertThat(details.getFieldViolations(0).getDescription()).isEqualTo("1 to 64 of [A-Za-z0-9_-]");
    }
  }

  @Test
  void badFieldsAndAbsentThingsAreNamedInTheDetails() throws Exception {
    StatusRuntimeException size =
        refused(
            () ->
                AdminServiceGrpc.newBlockingStub(client.as("root"))
                    .agentList(AgentListRequest.newBuilder().setPage(PageRequest.newBuilder().setSize(1001)).build()));
    assertThat(Objects.requireNonNull(Client.detail(size, BadRequest.class)).getFieldViolations(0).getField()).isEqualTo("page.size");
    StatusRuntimeException token =
        refused(
            () ->
                AgentServiceGrpc.newBlockingStub(client.as("root"))
                    .list(ListAgentsRequest.newBuilder().setPage(PageRequest.newBuilder().setToken("!")).build()));
    assertThat(token.getStatus().getDescription()).isEqualTo("page.token: is no token of a former answer");
    StatusRuntimeException absent =
        refused(() -> AdminServiceGrpc.newBlockingStub(client.as("root")).agentGet(AgentGetRequest.newBuilder().setPrincipal("no-such").build()));
    assertThat(absent.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(Objects.requireNonNull(Client.detail(absent, ResourceInfo.class)).getResourceName()).isEqualTo("no-such");
    StatusRuntimeException duration =
        refused(
            () ->
                RunServiceGrpc.newBlockingStub(client.as("root"))
                    .start(
                        StartRunRequest.newBuilder()
                            .setAgent("bot")
                            .setTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(Long.MAX_VALUE).setNanos(2_000_000_000))
                            .build()));
    assertThat(duration.getStatus().getDescription()).isEqualTo("timeout: is no duration");
  }

  @Test
  void aRunOneMayNotReadIsAnsweredAsIfAbsent() {
    StatusRuntimeException hidden =
        refused(() -> RunServiceGrpc.newBlockingStub(client.as("bot")).get(GetRunRequest.newBuilder().setRun(Ids.nextText()).build()));
    StatusRuntimeException absent =
        refused(() -> RunServiceGrpc.newBlockingStub(client.as("root")).get(GetRunRequest.newBuilder().setRun(Ids.nextText()).build()));
    assertThat(hidden.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(absent.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(hidden.getStatus().getDescription()).matches("no run named '[0-9a-f-]{36}'");
    assertThat(absent.getStatus().getDescription()).matches("no run named '[0-9a-f-]{36}'");
  }

  @Test
  void anErrorAboutAHugeFieldStillReachesTheClient() {
    String huge = "ü".repeat(20_000);
    StatusRuntimeException absent =
        refused(
            () ->
                PolicyServiceGrpc.newBlockingStub(client.as("root"))
                    .check(CheckRequest.newBuilder().setPrincipal(huge).setCapability("run:start").build()));
    assertThat(absent.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    StringBuilder manifest = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      manifest.append("unheard-of-").append(i).append(": ").append(i).append('\n');
    }
    StatusRuntimeException wrong =
        refused(
            () ->
                AgentServiceGrpc.newBlockingStub(client.as("root"))
                    .deploy(DeployRequest.newBuilder().setAgent("bot").setManifest(manifest.toString()).build()));
    assertThat(wrong.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(wrong.getStatus().getDescription()).contains("unknown key").endsWith("characters]");
  }

  @Test
  void aMessageOverTheLimitIsRefusedAndTheConnectionGoesOn() {
    DeployRequest big = DeployRequest.newBuilder().setAgent("bot").setManifest("x".repeat(70_000)).build();
    assertThat(code(() -> AgentServiceGrpc.newBlockingStub(client.as("root")).deploy(big))).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(whoAmI(client.as("root")).getPrincipal()).isEqualTo("root");
  }

  private static Status install(InstallCapsuleRequest... parts) throws Exception {
    Collected<InstallCapsuleResponse> answers = new Collected<>();
    StreamObserver<InstallCapsuleRequest> requests = KernelServiceGrpc.newStub(client.as("root")).installCapsule(answers);
    for (InstallCapsuleRequest part : parts) {
      requests.onNext(part);
    }
    requests.onCompleted();
    return answers.status();
  }

  @Test
  void anInstallNeedsItsHeaderFirstAndOnceAndTheBytesItAnnounces() throws Exception {
    InstallCapsuleRequest header =
        InstallCapsuleRequest.newBuilder()
            .setHeader(InstallCapsuleHeader.newBuilder().setFileName("x-1.0.0.capsule.jar").setDigest("0".repeat(64)).setSignatureDigest("0".repeat(64)))
            .build();
    InstallCapsuleRequest jar = InstallCapsuleRequest.newBuilder().setJar(ByteString.copyFromUtf8("jar")).build();
    assertThat(install(jar).getDescription()).isEqualTo("header: the first message of the stream must hold it");
    assertThat(install(header, header).getDescription()).isEqualTo("header: comes once, first");
    assertThat(install(header, InstallCapsuleRequest.getDefaultInstance()).getDescription()).isEqualTo("part: is empty");
    assertThat(install(header, jar).getDescription()).isEqualTo("digest: the bytes that came are not those the header announced");
    assertThat(install().getCode()).isNotEqualTo(Status.Code.OK);
  }

  @Test
  void aStreamThatFailsTellsEveryStepItCameTo() throws Exception {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream entries = new ZipOutputStream(zip)) {
      entries.putNextEntry(new ZipEntry("capsule.toml"));
    }
    Collected<InstallCapsuleResponse> answers = new Collected<>();
    StreamObserver<InstallCapsuleRequest> requests = KernelServiceGrpc.newStub(client.as("root")).installCapsule(answers);
    requests.onNext(
        InstallCapsuleRequest.newBuilder()
            .setHeader(
                InstallCapsuleHeader.newBuilder()
                    .setFileName("x-1.0.0.capsule.jar")
                    .setDigest(Digest.of(zip.toByteArray()))
                    .setSignatureDigest(Digest.of(new byte[0])))
            .build());
    requests.onNext(InstallCapsuleRequest.newBuilder().setJar(ByteString.copyFrom(zip.toByteArray())).build());
    requests.onCompleted();
    assertThat(answers.status().getDescription()).isEqualTo("capsule refused: it is not signed");
    assertThat(answers.messages).extracting(InstallCapsuleResponse::getProgress).containsExactly("archive is whole");
  }

  @Test
  void anInstallWhoseClientLeavesHalfwayHasAnOutcome() throws Exception {
    String id = Ids.nextText();
    Channel channel = io.grpc.ClientInterceptors.intercept(client.with(ChainInterceptor.REQUEST_ID, id), attach("root"));
    Collected<InstallCapsuleResponse> answers = new Collected<>();
    io.grpc.Context.CancellableContext cancellable = io.grpc.Context.current().withCancellation();
    cancellable.run(
        () ->
            KernelServiceGrpc.newStub(channel)
                .installCapsule(answers)
                .onNext(InstallCapsuleRequest.newBuilder().setHeader(InstallCapsuleHeader.newBuilder().setFileName("x")).build()));
    assertThat(records(id).stream().map(AuditRecord::getKind)).containsExactly("intent");
    cancellable.cancel(null);
    dev.reeve.kernel.Eventually.isTrue("the outcome is recorded", () -> records(id).size() == 2);
    assertThat(records(id).getLast().getCode()).isEqualTo("CANCELLED");
  }

  @Test
  void readsOfMemoryAnswerWhileAStreamIsOpen() throws Exception {
    Collected<TailAuditResponse> tail = new Collected<>();
    io.grpc.Context.CancellableContext cancellable = io.grpc.Context.current().withCancellation();
    cancellable.run(
        () -> AuditServiceGrpc.newStub(client.as("root")).tail(TailAuditRequest.newBuilder().setFollow(true).setLast(1).build(), tail));
    assertThat(AdminServiceGrpc.newBlockingStub(client.as("root")).agentList(AgentListRequest.getDefaultInstance()).getPrincipalsList()).isNotEmpty();
    assertThat(AuditServiceGrpc.newBlockingStub(client.as("root")).verify(VerifyAuditRequest.getDefaultInstance()).getIntact()).isTrue();
    cancellable.cancel(null);
    assertThat(tail.status().getCode()).isEqualTo(Status.Code.CANCELLED);
  }

  @Test
  void openStreamsEndWithAWordWhenTheKernelStops(@TempDir Path other) throws Exception {
    Collected<TailAuditResponse> tail = new Collected<>();
    try (LiveKernel second = LiveKernel.start(other);
        Client reader = new Client(second.socket())) {
      AuditServiceGrpc.newStub(reader.as("root")).tail(TailAuditRequest.newBuilder().setFollow(true).build(), tail);
      dev.reeve.kernel.Eventually.isTrue("the stream is open", () -> {
        synchronized (tail) {
          return !tail.messages.isEmpty();
        }
      });
      second.kernel().close();
      Status end = tail.status();
      assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(end.getDescription()).isEqualTo("the stream was ended: the kernel is stopping");
      assertThat(second.socket()).doesNotExist();
    }
  }
}
