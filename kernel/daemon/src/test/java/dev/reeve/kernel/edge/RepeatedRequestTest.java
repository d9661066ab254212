package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.CallToolRequest;
import dev.reeve.v1.CallToolResponse;
import dev.reeve.v1.InviteIssueRequest;
import dev.reeve.v1.ToolServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The same request under the same id, on a real socket, chain and database. */
@Timeout(60)
class RepeatedRequestTest {

  private static final String CALL = "reeve.v1.ToolService/Call";

  @TempDir Path folder;

  private final AtomicInteger done = new AtomicInteger();
  private SmallKernel kernel;
  private Client client;

  @BeforeEach
  void open() throws Exception {
    kernel = new SmallKernel(folder);
    client = kernel.client();
    kernel.tool.set(request -> CallToolResponse.newBuilder().setOutput(request.getInput() + done.incrementAndGet()).setEffectId("e").build());
  }

  @AfterEach
  void close() {
    client.close();
    kernel.close();
  }

  private Channel as(String principal, String id) {
    Metadata headers = new Metadata();
    headers.put(ChainInterceptor.REQUEST_ID, id);
    return ClientInterceptors.intercept(client.as(principal), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static CallToolRequest tool(String input) {
    return CallToolRequest.newBuilder().setName("demo/x").setInput(input).build();
  }

  private CallToolResponse call(String principal, String id, String input) {
    return ToolServiceGrpc.newBlockingStub(as(principal, id)).call(tool(input));
  }

  private static Status refused(Executable call) {
    StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call::execute);
    assertThat(refused).isNotNull();
    return refused.getStatus();
  }

  private static String outcome(AuditRecord record) {
    return Objects.requireNonNull(record.outcome()).code();
  }

  @Test
  void theSameRequestIsAnsweredTheSameAndDoneOnce() throws Exception {
    CallToolResponse first = call("root", "one", "a");
    assertThat(call("root", "one", "a").toByteString()).isEqualTo(first.toByteString());
    assertThat(done.get()).isEqualTo(1);
    Eventually.isTrue("the second is noted", () -> kernel.records("one").size() == 3);
    List<AuditRecord> records = kernel.records("one");
    assertThat(records.stream().map(AuditRecord::kind)).containsExactly(AuditRecord.Kind.INTENT, AuditRecord.Kind.OUTCOME, AuditRecord.Kind.EVENT);
    assertThat(outcome(records.getLast())).isEqualTo("ANSWERED_BEFORE");
    assertThat(call("root", "two", "a").getOutput()).isEqualTo("a2");
    assertThat(call("operator", "one", "a").getOutput()).as("ids belong to their principal").isEqualTo("a3");
  }

  @Test
  void anotherKernelOnTheSameHomeStillKnows() throws Exception {
    CallToolResponse first = call("root", "one", "a");
    java.util.UUID root = Objects.requireNonNull(kernel.principals.get("root")).id();
    client.close();
    kernel.close();
    kernel = new SmallKernel(Files.createDirectories(folder));
    client = kernel.client();
    kernel.identify("root", root);
    assertThat(call("root", "one", "a")).isEqualTo(first);
    assertThat(done.get()).isEqualTo(1);
  }

  @Test
  void anotherRequestUnderTheSameIdIsRefusedAndNotDone() {
    call("root", "one", "a");
    Status clash = refused(() -> call("root", "one", "b"));
    assertThat(clash.getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(clash.getDescription()).isEqualTo("this request id was used for another request");
    Status other = refused(() -> AdminServiceGrpc.newBlockingStub(as("root", "one")).agentCreate(AgentCreateRequest.newBuilder().setName("x").build()));
    assertThat(other.getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(done.get()).isEqualTo(1);
    assertThat(kernel.created.get()).isZero();
    assertThat(kernel.records(CALL).stream().filter(record -> record.kind() == AuditRecord.Kind.INTENT)).hasSize(1);
  }

  @Test
  void whileItIsServedTheSameRequestWaitsForNobody() throws Exception {
    CountDownLatch leave = new CountDownLatch(1);
    kernel.tool.set(
        request -> {
          done.incrementAndGet();
          leave.await();
          return CallToolResponse.newBuilder().setOutput("late").build();
        });
    var first = ToolServiceGrpc.newFutureStub(as("root", "one")).call(tool("a"));
    Eventually.isTrue("it is served", () -> done.get() == 1);
    assertThat(refused(() -> call("root", "one", "a")).getCode()).isEqualTo(Status.Code.ABORTED);
    assertThat(refused(() -> call("root", "one", "b")).getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    first.cancel(true);
    leave.countDown();
    Eventually.isTrue("the outcome is there", () -> kernel.records("one").size() == 2);
    Eventually.isTrue("the id is free again", () -> !refusedNow());
    assertThat(call("root", "one", "a").getOutput()).as("who left before the answer gets it now").isEqualTo("late");
    assertThat(done.get()).isEqualTo(1);
  }

  private boolean refusedNow() {
    return catchThrowableOfType(StatusRuntimeException.class, () -> call("root", "one", "a")) != null;
  }

  @Test
  void ofManyAtOnceOneIsDone() throws Exception {
    kernel.put("root", Quotas.DEFAULTS.with(dev.reeve.kernel.authority.Quota.MAX_IN_FLIGHT_CALLS, 64));
    var answers = java.util.stream.IntStream.range(0, 32).mapToObj(i -> ToolServiceGrpc.newFutureStub(as("root", "one")).call(tool("a"))).toList();
    int answered = 0;
    for (var answer : answers) {
      try {
        assertThat(answer.get(30, TimeUnit.SECONDS).getOutput()).isEqualTo("a1");
        answered++;
      } catch (java.util.concurrent.ExecutionException e) {
        assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.ABORTED);
      }
    }
    assertThat(answered).isPositive();
    assertThat(done.get()).isEqualTo(1);
  }

  @Test
  void whatWasRefusedOrFailedMayBeTriedAgain() {
    kernel.tool.set(
        request -> {
          if (done.incrementAndGet() == 1) {
            throw KernelException.state("not yet");
          }
          return CallToolResponse.newBuilder().setOutput("now").build();
        });
    assertThat(refused(() -> call("root", "one", "a")).getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(call("root", "one", "a").getOutput()).isEqualTo("now");
  }

  @Test
  void aDryRunIsNeitherKeptNorAnsweredFromWhatWasKept() {
    AgentCreateRequest dry = AgentCreateRequest.newBuilder().setName("x").setDryRun(true).build();
    AdminServiceGrpc.newBlockingStub(as("root", "one")).agentCreate(dry);
    AdminServiceGrpc.newBlockingStub(as("root", "one")).agentCreate(dry);
    assertThat(kernel.created.get()).isEqualTo(2);
    AdminServiceGrpc.newBlockingStub(as("root", "one")).agentCreate(dry.toBuilder().setDryRun(false).build());
    assertThat(kernel.created.get()).isEqualTo(3);
  }

  @Test
  void aTokenIsToldOnceAndKeptNowhere() throws Exception {
    InviteIssueRequest invite = InviteIssueRequest.getDefaultInstance();
    assertThat(AdminServiceGrpc.newBlockingStub(as("root", "one")).inviteIssue(invite).getToken()).isEqualTo("secret-1");
    Status again = refused(() -> AdminServiceGrpc.newBlockingStub(as("root", "one")).inviteIssue(invite));
    assertThat(again.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(again.getDescription()).isEqualTo("this was done; the token was told once");
    assertThat(kernel.created.get()).isEqualTo(1);
    assertThat(kernel.store.list("SELECT answer IS NULL AS n FROM given_answers", row -> row.getInt("n"))).containsExactly(1);
  }

  @Test
  void anAnswerTooLargeToKeepIsNotDoneAgain() {
    kernel.tool.set(request -> CallToolResponse.newBuilder().setOutput("x".repeat(70_000) + done.incrementAndGet()).build());
    call("root", "one", "a");
    Status again = refused(() -> call("root", "one", "a"));
    assertThat(again.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(again.getDescription()).contains("too large to be kept");
    assertThat(done.get()).isEqualTo(1);
  }

  @Test
  void whoMayNoLongerAskGetsNothingAgain() {
    call("root", "one", "a");
    kernel.put("root", Quotas.DEFAULTS, false);
    assertThat(refused(() -> call("root", "one", "a")).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void whatIsOverADayOldIsForgottenAndPruned() {
    call("root", "old", "a");
    kernel.store.write(transaction -> transaction.update("UPDATE given_answers SET time = '2020-01-01T00:00:00.000000000Z'"));
    assertThat(call("root", "old", "a").getOutput()).isEqualTo("a2");
    kernel.store.write(transaction -> transaction.update("UPDATE given_answers SET time = '2020-01-01T00:00:00.000000000Z'"));
    assertThat(keptOnceItWasPruned()).isNotEmpty().doesNotContain("old");
  }

  @Test
  void theOldestGoWhenThereAreTooMany() {
    call("root", "first", "a");
    call("root", "second", "a");
    kernel.store.write(
        transaction -> transaction.update("UPDATE given_answers SET seq = seq - ? WHERE request_id = 'first'", GivenAnswers.MAX_ANSWERS));
    assertThat(keptOnceItWasPruned()).contains("second").doesNotContain("first");
  }

  private List<String> keptOnceItWasPruned() {
    for (int i = 0; i < GivenAnswers.PRUNED_FOR; i++) {
      call("root", "next-" + i, "a");
    }
    return kernel.store.list("SELECT request_id FROM given_answers", row -> row.getString("request_id"));
  }

  @Test
  void whatIsNotedWithItsEffectIsNotDoneAgainThoughItsAnswerIsLost() {
    kernel.tool.set(
        request -> {
          kernel.store.write(
              transaction -> {
                transaction.effective();
                return null;
              });
          throw KernelException.state("failed when it was done: " + done.incrementAndGet());
        });
    assertThat(refused(() -> call("root", "one", "a")).getDescription()).startsWith("failed when it was done");
    Status again = refused(() -> call("root", "one", "a"));
    assertThat(again.getDescription()).isEqualTo("this was done, but its answer was lost: look what there is");
    assertThat(done.get()).isEqualTo(1);
  }

  @Test
  void whatWasNotedWithItsEffectIsAnsweredTheSame() {
    kernel.tool.set(
        request ->
            kernel.store.write(
                transaction -> {
                  transaction.effective();
                  return CallToolResponse.newBuilder().setOutput(request.getInput() + done.incrementAndGet()).build();
                }));
    CallToolResponse first = call("root", "one", "a");
    assertThat(call("root", "one", "a")).isEqualTo(first);
    assertThat(done.get()).isEqualTo(1);
    assertThat(kernel.store.list("SELECT withheld FROM given_answers", row -> row.getString("withheld"))).containsExactly("NOTHING");
    assertThat(kernel.store.list("SELECT seq FROM given_answers", row -> row.getLong("seq"))).as("one number for one request").containsExactly(1L);
  }

  @Test
  void whatWasDoneAndCouldNotBeKeptIsNotDoneAgain() {
    kernel.tool.set(
        request -> {
          kernel.store.close();
          return CallToolResponse.newBuilder().setOutput(request.getInput() + done.incrementAndGet()).build();
        });
    assertThat(refused(() -> call("root", "one", "a")).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    Status again = refused(() -> call("root", "one", "a"));
    while (String.valueOf(again.getDescription()).startsWith("this request is still being served")) {
      again = refused(() -> call("root", "one", "a"));
    }
    assertThat(again.getDescription()).isEqualTo("this was done, but its answer was lost: look what there is");
    assertThat(refused(() -> call("root", "one", "b")).getCode()).as("another request under its id").isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(done.get()).isEqualTo(1);
  }

  @Test
  void anEffectThatWasUndoneIsNotNoted() {
    kernel.tool.set(
        request ->
            kernel.store.write(
                transaction -> {
                  transaction.effective();
                  if (done.incrementAndGet() == 1) {
                    throw KernelException.state("not yet");
                  }
                  return CallToolResponse.newBuilder().setOutput("now").build();
                }));
    assertThat(refused(() -> call("root", "one", "a")).getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(call("root", "one", "a").getOutput()).isEqualTo("now");
  }
}
