package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.CallToolRequest;
import dev.reeve.v1.CallToolResponse;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.ListToolsRequest;
import dev.reeve.v1.TailAuditRequest;
import dev.reeve.v1.TailAuditResponse;
import dev.reeve.v1.ToolServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Quotas of calls as clients on a real socket meet them. */
@Timeout(120)
class CallQuotaTest {

  private static final CallToolRequest TOOL = CallToolRequest.newBuilder().setName("demo/x").build();

  @TempDir Path folder;

  private final CountDownLatch leave = new CountDownLatch(1);
  private final AtomicInteger busy = new AtomicInteger();
  private SmallKernel kernel;
  private Client client;

  @BeforeEach
  void open() throws Exception {
    kernel = new SmallKernel(folder);
    client = kernel.client();
  }

  @AfterEach
  void close() {
    leave.countDown();
    client.close();
    kernel.close();
  }

  private static Quotas calls(long inFlight, long perMinute) {
    return Quotas.DEFAULTS.with(Quota.MAX_IN_FLIGHT_CALLS, inFlight).with(Quota.MAX_REQUESTS_PER_MINUTE, perMinute);
  }

  private void toolWaits() {
    kernel.tool.set(
        request -> {
          busy.incrementAndGet();
          leave.await();
          return CallToolResponse.getDefaultInstance();
        });
  }

  private static StatusRuntimeException exhausted(Client client, String as) {
    StatusRuntimeException refused =
        catchThrowableOfType(StatusRuntimeException.class, () -> ToolServiceGrpc.newBlockingStub(client.as(as)).list(ListToolsRequest.getDefaultInstance()));
    assertThat(refused).isNotNull();
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    return refused;
  }

  private void inFlight(long expected) throws Exception {
    Eventually.isTrue(expected + " in flight", () -> kernel.used("root", Quota.MAX_IN_FLIGHT_CALLS) == expected);
  }

  @Test
  void theCallThatIsTooManyIsToldTheLimitAndWhenToTryAgainAndLeavesNoRecord() throws Exception {
    kernel.put("root", calls(2, 1000));
    toolWaits();
    var first = ToolServiceGrpc.newFutureStub(client.as("root")).call(TOOL);
    var second = ToolServiceGrpc.newFutureStub(client.as("root")).call(TOOL);
    Eventually.isTrue("both are served", () -> busy.get() == 2);
    long records = kernel.audit.lastSequence();
    StatusRuntimeException refused =
        catchThrowableOfType(StatusRuntimeException.class, () -> ToolServiceGrpc.newBlockingStub(client.as("root")).call(TOOL));
    assertThat(kernel.audit.lastSequence()).as("it forces nothing").isEqualTo(records);
    assertThat(refused.getStatus().getDescription()).contains("max_in_flight_calls is 2, used: 2");
    ErrorInfo info = Objects.requireNonNull(Client.detail(refused, ErrorInfo.class));
    assertThat(info.getReason()).isEqualTo("RESOURCE_EXHAUSTED");
    assertThat(info.getMetadataMap()).containsEntry("quota", "max_in_flight_calls").containsEntry("limit", "2").containsEntry("used", "2");
    QuotaFailure failure = Objects.requireNonNull(Client.detail(refused, QuotaFailure.class));
    assertThat(failure.getViolations(0).getSubject()).isEqualTo("max_in_flight_calls");
    assertThat(failure.getViolations(0).getDescription()).isEqualTo("limit 2, used 2");
    assertThat(Objects.requireNonNull(Client.detail(refused, RetryInfo.class)).getRetryDelay())
        .isNotEqualTo(com.google.protobuf.Duration.getDefaultInstance());
    leave.countDown();
    first.get(30, TimeUnit.SECONDS);
    second.get(30, TimeUnit.SECONDS);
    inFlight(0);
  }

  @Test
  void methodsAreCountedByTheMinute() throws Exception {
    kernel.put("root", calls(4, 3));
    for (int i = 0; i < 3; i++) {
      ToolServiceGrpc.newBlockingStub(client.as("root")).list(ListToolsRequest.getDefaultInstance());
    }
    StatusRuntimeException refused = exhausted(client, "root");
    assertThat(refused.getStatus().getDescription()).contains("max_requests_per_minute is 3");
    assertThat(Objects.requireNonNull(Client.detail(refused, RetryInfo.class)).getRetryDelay().getSeconds()).isBetween(50L, 61L);
    ToolServiceGrpc.newBlockingStub(client.as("root")).call(TOOL);
    ToolServiceGrpc.newBlockingStub(client.as("operator")).list(ListToolsRequest.getDefaultInstance());
    assertThat(kernel.used("root", Quota.MAX_REQUESTS_PER_MINUTE)).isEqualTo(3);
    inFlight(0);
  }

  @Test
  void everyEndOfACallGivesItsPlaceBack() throws Exception {
    kernel.put("root", calls(8, 100_000));
    kernel.tool.set(
        request -> {
          throw new IllegalStateException("broken");
        });
    StatusRuntimeException broken =
        catchThrowableOfType(StatusRuntimeException.class, () -> ToolServiceGrpc.newBlockingStub(client.as("root")).call(TOOL));
    assertThat(broken.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    inFlight(0);
    toolWaits();
    var cancelled = ToolServiceGrpc.newFutureStub(client.as("root")).call(TOOL);
    Eventually.isTrue("it is served", () -> busy.get() == 1);
    cancelled.cancel(true);
    StatusRuntimeException late =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> ToolServiceGrpc.newBlockingStub(client.as("root")).withDeadlineAfter(500, TimeUnit.MILLISECONDS).call(TOOL));
    assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    Eventually.isTrue("the late one is served", () -> busy.get() == 2);
    Client dying = kernel.client();
    var unheard = ToolServiceGrpc.newFutureStub(dying.as("root")).call(TOOL);
    Eventually.isTrue("it is served too", () -> busy.get() == 3);
    dying.close();
    assertThat(unheard.isDone()).isTrue();
    assertThat(kernel.used("root", Quota.MAX_IN_FLIGHT_CALLS)).as("the work goes on").isEqualTo(3);
    leave.countDown();
    inFlight(0);
  }

  @Test
  void aRequestThatIsNeverFinishedTakesNoPlace() throws Exception {
    // A client that thinks of it as a stream sends the message before the end of the request.
    var streaming = ToolServiceGrpc.getCallMethod().toBuilder().setType(MethodDescriptor.MethodType.BIDI_STREAMING).build();
    ClientCall<CallToolRequest, CallToolResponse> half = client.as("root").newCall(streaming, CallOptions.DEFAULT);
    half.start(new ClientCall.Listener<>() {}, new Metadata());
    half.sendMessage(TOOL);
    // A call after it on the same connection: the server has the message by then.
    ToolServiceGrpc.newBlockingStub(client.as("root")).list(ListToolsRequest.getDefaultInstance());
    assertThat(kernel.used("root", Quota.MAX_IN_FLIGHT_CALLS)).isZero();
    half.cancel("gone", null);
    ToolServiceGrpc.newBlockingStub(client.as("root")).list(ListToolsRequest.getDefaultInstance());
    assertThat(kernel.used("root", Quota.MAX_IN_FLIGHT_CALLS)).isZero();
    assertThat(kernel.records("reeve.v1.ToolService/Call")).isEmpty();
  }

  @Test
  void watchesLeaveRoomForCallsAndEndWithTheirReader() throws Exception {
    kernel.put("root", calls(1, 1000));
    List<Iterator<TailAuditResponse>> watches = new ArrayList<>();
    Client watcher = kernel.client();
    for (int i = 0; i < 5; i++) {
      watches.add(AuditServiceGrpc.newBlockingStub(watcher.as("root")).tail(TailAuditRequest.getDefaultInstance()));
      int open = i + 1;
      Eventually.isTrue("the watch is open", () -> kernel.watching.get() == open);
      inFlight(0);
    }
    ToolServiceGrpc.newBlockingStub(client.as("root")).list(ListToolsRequest.getDefaultInstance());
    watcher.close();
    Eventually.isTrue("they end", () -> kernel.watching.get() == 0);
    inFlight(0);
    assertThat(watches).hasSize(5);
  }

  @Test
  void theOperatorsLaneIsFreeWhileGuestsFillEverything() throws Exception {
    kernel.put("root", calls(1, 1));
    kernel.put("bot", calls(64, 1_000_000));
    toolWaits();
    var held = ToolServiceGrpc.newFutureStub(client.as("root")).call(TOOL);
    Eventually.isTrue("root is at its limit", () -> busy.get() == 1);
    exhausted(client, "root");
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    List<Client> guests = new ArrayList<>();
    try (ExecutorService calling = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        guests.add(kernel.client());
      }
      for (int i = 0; i < 500; i++) {
        Client guest = guests.get(i % guests.size());
        calling.execute(
            () -> {
              while (!over.get()) {
                asked.incrementAndGet();
                StatusRuntimeException unused =
                    catchThrowableOfType(StatusRuntimeException.class, () -> ToolServiceGrpc.newBlockingStub(guest.as("bot")).call(TOOL));
              }
            });
      }
      Eventually.isTrue("guests fill their places and more is refused", () -> busy.get() >= 64 && asked.get() > 1000);
      for (int i = 0; i < 20; i++) {
        assertThat(KernelServiceGrpc.newBlockingStub(client.as("root")).getStatus(GetStatusRequest.getDefaultInstance()).getState()).isEqualTo("READY");
      }
      over.set(true);
      leave.countDown();
    } finally {
      guests.forEach(Client::close);
    }
    held.get(30, TimeUnit.SECONDS);
    inFlight(0);
    Eventually.isTrue("guests' places are free", () -> kernel.used("bot", Quota.MAX_IN_FLIGHT_CALLS) == 0);
  }

  @Test
  void whoMovesMoreThanItMayIsSlowedAndOthersAreNot() {
    kernel.put("root", calls(4, 1_000_000).with(Quota.MAX_IPC_THROUGHPUT_BYTES, 100_000));
    CallToolRequest large = CallToolRequest.newBuilder().setName("demo/x").setInput("x".repeat(50_000)).build();
    long began = System.nanoTime();
    for (int i = 0; i < 8; i++) {
      ToolServiceGrpc.newBlockingStub(client.as("root")).call(large);
    }
    assertThat(System.nanoTime() - began).as("400,000 bytes, less the first, the last and a second's worth").isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_500));
    try (Client other = kernel.client()) {
      for (int i = 0; i < 8; i++) {
        ToolServiceGrpc.newBlockingStub(other.as("operator")).call(large);
      }
    }
    assertThat(kernel.used("root", Quota.MAX_IN_FLIGHT_CALLS)).isZero();
  }
}
