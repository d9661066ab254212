package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.CallToolRequest;
import dev.reeve.v1.CallToolResponse;
import dev.reeve.v1.ListToolsRequest;
import dev.reeve.v1.ListToolsResponse;
import dev.reeve.v1.TailAuditRequest;
import dev.reeve.v1.TailAuditResponse;
import dev.reeve.v1.ToolServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client sees of an answer, and what the chain has of it then: a real socket and chain, operations that do as a test says. */
@Timeout(60)
class AnsweringTest {

  /** What the tool does when it is called. */
  private interface Work {
    void answer(StreamObserver<CallToolResponse> observer) throws Exception;
  }

  @TempDir Path folder;

  private final AtomicReference<Work> work = new AtomicReference<>(observer -> {});
  private final BoundedStream.Open streams = new BoundedStream.Open(admission -> { });
  private final CountDownLatch streamEnded = new CountDownLatch(1);
  private final CountDownLatch streamBegan = new CountDownLatch(1);
  private final Policy policy = Policy.of(1, List.of(), List.copyOf(Principals.all().values()), Map.of());
  private AuditLog audit;
  private Store store;
  private UnixSocketServer server;
  private Client client;

  private final class Tools extends ToolServiceGrpc.ToolServiceImplBase {
    @Override
    public void call(CallToolRequest request, StreamObserver<CallToolResponse> observer) {
      try {
        work.get().answer(observer);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void list(ListToolsRequest request, StreamObserver<ListToolsResponse> observer) {
      String thread = Thread.currentThread().getName();
      Replies.one(observer, ListToolsResponse.newBuilder().addTools(dev.reeve.v1.Tool.newBuilder().setName(thread)).build());
    }
  }

  private final class Tail extends AuditServiceGrpc.AuditServiceImplBase {
    @Override
    public void tail(TailAuditRequest request, StreamObserver<TailAuditResponse> observer) {
      streams.serve(
          observer,
          stream -> {
            try {
              stream.send(TailAuditResponse.getDefaultInstance());
              streamBegan.countDown();
              new CountDownLatch(1).await();
            } finally {
              streamEnded.countDown();
            }
          });
    }
  }

  @BeforeEach
  void serve() throws Exception {
    audit =
        AuditLog.open(
            new AuditLog.Files(Files.createDirectories(folder.resolve("audit")), folder.resolve("audit.key"), folder.resolve("audit.pub")),
            List.of(), new KernelClock(Clock.systemUTC()));
    store = Store.open(folder.resolve("reeve.db"));
    RequestChain chain = Chains.of(() -> policy, (field, value) -> null, audit, store, folder);
    PeerIdentity peers = new PeerIdentity(new Places(100, 100, 0, uid -> false), Duration.ofSeconds(10), new PeerRules(-1, pid -> false));
    server = UnixSocketServer.start(folder.resolve("s"), 4 * 1024 * 1024, peers, chain, List.of(new Tools(), new Tail()));
    client = new Client(folder.resolve("s"));
  }

  @AfterEach
  void stop() {
    client.close();
    streams.end();
    server.close();
    audit.close();
    store.close();
  }

  private CallToolResponse call() {
    return ToolServiceGrpc.newBlockingStub(client.as("root")).call(CallToolRequest.newBuilder().setName("demo/x").build());
  }

  private StatusRuntimeException failedCall() {
    return catchThrowableOfType(StatusRuntimeException.class, this::call);
  }

  private List<AuditRecord> records() {
    return audit.records(1, 100).stream().filter(record -> record.method().equals("reeve.v1.ToolService/Call")).toList();
  }

  private static String outcome(AuditRecord record) {
    return record.outcome() == null ? "none" : record.outcome().code();
  }

  @Test
  void anAnswerThatIsReadHasItsOutcomeInTheChain() {
    work.set(observer -> Replies.one(observer, CallToolResponse.newBuilder().setOutput("1").build()));
    for (int i = 1; i <= 50; i++) {
      assertThat(call().getOutput()).isEqualTo("1");
      assertThat(records()).hasSize(2 * i);
      assertThat(records().getLast().kind()).isEqualTo(AuditRecord.Kind.OUTCOME);
      assertThat(outcome(records().getLast())).isEqualTo("OK");
    }
  }

  @Test
  void anAnswerWhoseOutcomeCannotBeRecordedIsNotSeen() {
    work.set(
        observer -> {
          audit.close();
          Replies.one(observer, CallToolResponse.newBuilder().setOutput("done").build());
        });
    StatusRuntimeException failed = failedCall();
    assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(failed.getStatus().getDescription()).startsWith("this cannot be audited");
    assertThat(records().stream().map(AuditRecord::kind)).containsExactly(AuditRecord.Kind.INTENT);
  }

  @Test
  void withoutAChainNothingIsCalled() {
    CompletableFuture<Boolean> called = new CompletableFuture<>();
    work.set(observer -> called.complete(true));
    audit.close();
    assertThat(failedCall().getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(called).isNotDone();
    StatusRuntimeException denied =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> ToolServiceGrpc.newBlockingStub(client.as("bare")).call(CallToolRequest.newBuilder().setName("demo/x").build()));
    assertThat(denied.getStatus().getCode()).as("a denial that cannot be recorded").isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aDefectOfAnOperationIsInternalSaysNothingAndIsRecorded() {
    work.set(
        observer -> {
          throw new IllegalStateException("secret detail");
        });
    StatusRuntimeException failed = failedCall();
    assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(failed.getStatus().getDescription()).startsWith("the kernel failed on this request (id ").doesNotContain("secret");
    assertThat(outcome(records().getLast())).isEqualTo("INTERNAL");
  }

  @Test
  void anErrorAfterAnAnswerTakesTheAnswerBack() {
    work.set(
        observer -> {
          observer.onNext(CallToolResponse.newBuilder().setOutput("half").build());
          throw dev.reeve.kernel.fault.KernelException.state("it failed at the end");
        });
    assertThat(failedCall().getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(outcome(records().getLast())).isEqualTo("FAILED_PRECONDITION");
  }

  @Test
  void aClientThatLeavesDuringTheWorkDoesNotChangeItsOutcome() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    work.set(
        observer -> {
          working.countDown();
          assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
          Replies.one(observer, CallToolResponse.getDefaultInstance());
        });
    ClientCall<CallToolRequest, CallToolResponse> leaving = client.as("root").newCall(ToolServiceGrpc.getCallMethod(), CallOptions.DEFAULT);
    var answer = ClientCalls.futureUnaryCall(leaving, CallToolRequest.newBuilder().setName("demo/x").build());
    assertThat(working.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(answer.cancel(true)).isTrue();
    // A call after it on the same connection: the server has heard of the cancel by then.
    ToolServiceGrpc.newBlockingStub(client.as("root")).list(ListToolsRequest.getDefaultInstance());
    left.countDown();
    Eventually.isTrue("the outcome is recorded", () -> records().size() == 2);
    assertThat(outcome(records().getLast())).isEqualTo("OK");
  }

  @Test
  void readsOfMemoryRunOnTheSocketsThreadAndTheRestDoesNot() {
    String memory =
        ToolServiceGrpc.newBlockingStub(client.as("root")).list(ListToolsRequest.getDefaultInstance()).getTools(0).getName();
    assertThat(memory).startsWith("reeve-socket");
    work.set(observer -> Replies.one(observer, CallToolResponse.newBuilder().setOutput(Thread.currentThread().getName()).build()));
    assertThat(call().getOutput()).startsWith("reeve-call-");
  }

  @Test
  void aStreamWhoseReaderLeavesEnds() throws Exception {
    io.grpc.Context.CancellableContext cancellable = io.grpc.Context.current().withCancellation();
    cancellable.run(
        () ->
            AuditServiceGrpc.newStub(client.as("root"))
                .tail(
                    TailAuditRequest.getDefaultInstance(),
                    new StreamObserver<>() {
                      @Override
                      public void onNext(TailAuditResponse message) {}

                      @Override
                      public void onError(Throwable error) {}

                      @Override
                      public void onCompleted() {}
                    }));
    assertThat(streamBegan.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(streamEnded.getCount()).isEqualTo(1);
    cancellable.cancel(null);
    assertThat(streamEnded.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aStreamThatBeginsAfterTheEndIsEndedToo() throws Exception {
    streams.end();
    CompletableFuture<Status> end = new CompletableFuture<>();
    AuditServiceGrpc.newStub(client.as("root"))
        .tail(
            TailAuditRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(TailAuditResponse message) {}

              @Override
              public void onError(Throwable error) {
                end.complete(Status.fromThrowable(error));
              }

              @Override
              public void onCompleted() {
                end.complete(Status.OK);
              }
            });
    assertThat(end.get(30, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void anUnknownCallIsRefused() {
    var unknown =
        ToolServiceGrpc.getCallMethod().toBuilder().setFullMethodName("reeve.v1.ToolService/NoSuch").build();
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> ClientCalls.blockingUnaryCall(client.as("root"), unknown, CallOptions.DEFAULT, CallToolRequest.getDefaultInstance()));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }
}
