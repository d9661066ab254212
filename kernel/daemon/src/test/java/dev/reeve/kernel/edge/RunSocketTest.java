package dev.reeve.kernel.edge;

import static dev.reeve.kernel.edge.HttpClientOnSocket.CALL;
import static dev.reeve.kernel.edge.HttpClientOnSocket.READ;
import static dev.reeve.kernel.edge.HttpClientOnSocket.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.edge.HttpClientOnSocket.Answer;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.CallToolRequest;
import dev.reeve.v1.CallToolResponse;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.ToolServiceGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run's socket answers, from this process, which counts as one of the run's where a test does not say otherwise. */
@Timeout(120)
class RunSocketTest {

  private static final RunSocketBounds HASTY =
      new RunSocketBounds(16, 16, Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(200));

  @TempDir Path folder;
  private SmallKernel kernel;
  private RunSocketServer server;
  private Caller run;
  private Path socket;
  private RunListener listener;

  @BeforeEach
  void listen() throws Exception {
    kernel = new SmallKernel(folder);
    server = kernel.runSockets(RunSocketBounds.USUAL);
    run = kernel.run();
    socket = folder.resolve("r");
    listener = server.listen(run, socket);
    listener.accept(pid -> pid == ProcessHandle.current().pid());
  }

  @AfterEach
  void close() {
    listener.close();
    server.stop(Duration.ZERO);
    kernel.close();
  }

  private HttpClientOnSocket connect() throws IOException {
    return new HttpClientOnSocket(socket);
  }

  private static Map<String, @Nullable Object> json(Answer answer) throws JsonText.NotJsonException {
    return JsonText.parseObject(answer.body());
  }

  @Test
  void aCallByHttpIsMadeAndRecordedAsTheRun() throws Exception {
    try (HttpClientOnSocket client = connect()) {
      Answer answer = client.call(CALL, READ, "Reeve-Request-Id: mine");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers()).containsEntry("content-type", "application/json").containsEntry("reeve-request-id", "mine");
      assertThat(json(answer)).containsEntry("output", "done");
      assertThat(kernel.records("mine"))
          .extracting(AuditRecord::principal, AuditRecord::method)
          .isNotEmpty()
          .containsOnly(org.assertj.core.groups.Tuple.tuple("bot", "reeve.v1.ToolService/Call"));
      assertThat(kernel.records("mine").getFirst().toString()).contains(String.valueOf(run.run()));
    }
  }

  @Test
  void aCallByGrpcIsMadeAndRecordedAsTheRun() {
    try (Client client = new Client(socket)) {
      CallToolResponse answer = ToolServiceGrpc.newBlockingStub(client.plain()).call(CallToolRequest.newBuilder().setName("files/read").build());

      assertThat(answer.getOutput()).isEqualTo("done");
      assertThat(kernel.records("reeve.v1.ToolService/Call")).isNotEmpty().allMatch(record -> record.principal().equals("bot"));
    }
  }

  @Test
  void largeMessagesGoThroughInBothDirections() {
    kernel.tool.set(request -> CallToolResponse.newBuilder().setOutput(request.getInput().repeat(20)).build());
    String input = "x".repeat(60_000);
    try (Client client = new Client(socket)) {
      ToolServiceGrpc.ToolServiceBlockingStub tools = ToolServiceGrpc.newBlockingStub(client.plain());
      for (int i = 0; i < 20; i++) {
        CallToolResponse answer = tools.call(CallToolRequest.newBuilder().setName("files/read").setInput(input).build());
        assertThat(answer.getOutput()).hasSize(20 * input.length());
      }
    }
  }

  @Test
  void whatIsNotForRunsIsRefused() throws Exception {
    try (HttpClientOnSocket http = connect(); Client client = new Client(socket)) {
      Answer answer = http.call("/reeve.v1.KernelService/GetStatus", "{}");

      assertThat(answer.status()).isEqualTo(403);
      assertThat(json(answer)).containsEntry("code", "PERMISSION_DENIED").containsKeys("message", "reason", "request_id");
      assertThat(http.call("/reeve.v1.AdminService/AgentCreate", "{}").status()).isEqualTo(403);
      assertThatThrownBy(() -> KernelServiceGrpc.newBlockingStub(client.plain()).getStatus(GetStatusRequest.getDefaultInstance()))
          .isInstanceOfSatisfying(StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
      assertThatThrownBy(() -> AdminServiceGrpc.newBlockingStub(client.plain()).agentCreate(AgentCreateRequest.getDefaultInstance()))
          .isInstanceOfSatisfying(StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
      assertThat(kernel.created).hasValue(0);
    }
  }

  @Test
  void whatTheManifestDoesNotNeedIsRefused() throws Exception {
    try (HttpClientOnSocket client = connect()) {
      Answer answer = client.call(CALL, READ.replace("files/read", "files/write"));

      assertThat(answer.status()).isEqualTo(403);
      assertThat(String.valueOf(json(answer).get("message"))).contains("tool:invoke@files/write");
    }
  }

  @Test
  void nobodyIsSomebodyElseOnIt() throws Exception {
    try (HttpClientOnSocket http = connect(); Client client = new Client(socket)) {
      assertThat(http.call(CALL, READ, "Reeve-Principal: root").status()).isEqualTo(403);
      assertThatThrownBy(() -> ToolServiceGrpc.newBlockingStub(client.as("root")).call(CallToolRequest.newBuilder().setName("files/read").build()))
          .isInstanceOfSatisfying(StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
    }
  }

  @Test
  void theSameRequestIdIsServedAgain() throws Exception {
    List<String> served = new ArrayList<>();
    kernel.tool.set(request -> CallToolResponse.newBuilder().setOutput(String.valueOf(served.add("one"))).build());
    try (HttpClientOnSocket client = connect()) {
      client.call(CALL, READ, "Reeve-Request-Id: mine");
      client.call(CALL, READ, "Reeve-Request-Id: mine");
    }
    assertThat(served).hasSize(2);
  }

  @Test
  void whatIsNoCallIsToldWithWords() throws Exception {
    try (HttpClientOnSocket client = connect()) {
      for (String head : List.of("GET / HTTP/1.1", "POST /reeve.v1.ToolService/Nothing HTTP/1.1", "CONNECT example.com:443 HTTP/1.1")) {
        Answer answer = client.send(head + "\r\nHost: reeve\r\nContent-Length: 0\r\n\r\n").answer();
        assertThat(answer.status()).as(head).isEqualTo(404);
        assertThat(answer.body()).as(head).contains("POST to /reeve.v1.Service/Method");
      }
      assertThat(client.send("GET " + CALL + " HTTP/1.1\r\nHost: reeve\r\n\r\n").answer())
          .matches(answer -> answer.status() == 405 && answer.headers().getOrDefault("allow", "").equals("POST"));
      assertThat(client.send(post(CALL, READ).replace("application/json", "text/plain")).answer().status()).isEqualTo(415);
      assertThat(client.call("/reeve.v1.AuditService/Tail", "{}"))
          .matches(answer -> answer.status() == 400 && answer.body().contains("made with gRPC"));
      assertThat(client.call(CALL, READ).status()).isEqualTo(200);
    }
  }

  @Test
  void aBodyThatIsNoRequestIsRefusedWithItsPlace() throws Exception {
    try (HttpClientOnSocket client = connect()) {
      assertThat(client.call(CALL, "{\"name\":\"files/read\",\n  input: 1}"))
          .matches(answer -> answer.status() == 400 && answer.body().contains("line 2, column"));
      for (String body : List.of("", "[]", "null", "{\"name\":1,\"other\":2}", "{\"name\":{}}", "{\"name\":\"a\",\"name\":\"b\"}", "{} {}")) {
        Answer answer = client.call(CALL, body);
        assertThat(answer.status()).as(body).isEqualTo(400);
        assertThat(json(answer)).as(body).containsEntry("code", "INVALID_ARGUMENT");
      }
      client.send("POST " + CALL + " HTTP/1.1\r\nHost: reeve\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n");
      assertThat(client.send(new byte[] {(byte) 0xff}).answer()).matches(answer -> answer.status() == 400 && answer.body().contains("UTF-8"));
      assertThat(client.call(CALL, READ).status()).isEqualTo(200);
    }
    assertThat(kernel.records("reeve.v1.ToolService/Call")).hasSize(2);
  }

  @Test
  void whatIsTooLargeOrNoHttpIsToldAndEndsTheConnection() throws Exception {
    String head = "POST " + CALL + " HTTP/1.1\r\nHost: reeve\r\nContent-Type: application/json\r\n";
    String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
    Map<String, Integer> requests =
        Map.of(
            head + "Content-Length: 65537\r\n\r\n", 413,
            head + "Expect: 100-continue\r\nContent-Length: 65537\r\n\r\n", 413,
            head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + "1\r\nx\r\n", 413,
            head + "X: " + "x".repeat(9000) + "\r\n\r\n", 431,
            "POST /" + "x".repeat(5000) + " HTTP/1.1\r\n\r\n", 414,
            "\u0000\u0001\u0002 nonsense\r\n\r\n", 400);
    for (Map.Entry<String, Integer> request : requests.entrySet()) {
      String shown = request.getKey().substring(0, Math.min(120, request.getKey().length()));
      try (HttpClientOnSocket client = connect()) {
        Answer answer = client.send(request.getKey()).answer();
        assertThat(answer.status()).as(shown).isEqualTo(request.getValue());
        assertThat(json(answer)).as(shown).containsEntry("code", "INVALID_ARGUMENT");
        assertThat(client.rest()).as(shown).isZero();
      }
    }
    assertThat(kernel.records("reeve.v1.ToolService/Call")).isEmpty();
  }

  @Test
  void aBodyAnnouncedWithExpectIsAskedFor() throws Exception {
    try (HttpClientOnSocket client = connect()) {
      client.send("POST " + CALL + " HTTP/1.1\r\nHost: r\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: " + READ.length() + "\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(100);
      assertThat(client.send(READ).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void requestsSentAtOnceAreAnsweredInTheirOrder() throws Exception {
    kernel.tool.set(request -> CallToolResponse.newBuilder().setOutput(request.getInput()).build());
    try (HttpClientOnSocket client = connect()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        requests.append(post(CALL, "{\"name\":\"files/read\",\"input\":\"" + i + "\"}"));
      }
      client.send(requests.toString());
      for (int i = 0; i < 20; i++) {
        assertThat(json(client.answer())).containsEntry("output", Integer.toString(i));
      }
    }
  }

  @Test
  void aClientThatSaysNoMoreIsAnsweredAndThenLeft() throws Exception {
    try (HttpClientOnSocket client = connect()) {
      assertThat(client.send(post(CALL, READ)).finish().answer().status()).isEqualTo(200);
      assertThat(client.rest()).isZero();
    }
    try (HttpClientOnSocket client = connect()) {
      assertThat(client.call(CALL, READ, "Connection: close").headers()).containsEntry("connection", "close");
      assertThat(client.rest()).isZero();
    }
  }

  @Test
  void oneConnectionMoreThanThereMayBeIsClosed() throws Exception {
    List<HttpClientOnSocket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < RunSocketBounds.USUAL.connections(); i++) {
        clients.add(connect());
        assertThat(clients.getLast().call(CALL, READ).status()).isEqualTo(200);
      }
      try (HttpClientOnSocket another = connect()) {
        assertThat(another.rest()).isZero();
      }
      clients.removeLast().close();
      Eventually.isTrue(
          "there is a place again",
          () -> {
            try (HttpClientOnSocket another = connect()) {
              return another.call(CALL, READ).status() == 200;
            } catch (IOException refused) {
              return false;
            }
          });
    } finally {
      for (HttpClientOnSocket client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aProcessThatIsNotOfTheRunIsNotAnswered() throws Exception {
    listener.accept(pid -> false);
    try (HttpClientOnSocket client = connect(); Client grpc = new Client(socket)) {
      assertThat(client.rest()).isZero();
      assertThatThrownBy(() -> ToolServiceGrpc.newBlockingStub(grpc.plain()).call(CallToolRequest.newBuilder().setName("files/read").build()))
          .isInstanceOfSatisfying(StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }
    assertThat(kernel.records("reeve.v1.ToolService/Call")).isEmpty();
  }

  @Test
  void whoConnectsBeforeTheProgramIsKnownWaits() throws Exception {
    Path early = folder.resolve("early");
    try (RunListener waiting = server.listen(run, early); HttpClientOnSocket client = new HttpClientOnSocket(early)) {
      client.send(post(CALL, READ));
      waiting.accept(pid -> true);
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void theEndOfTheRunEndsItsConnectionsAndWhatWasBegunIsStillRecorded() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    kernel.tool.set(
        request -> {
          begun.countDown();
          go.await(60, TimeUnit.SECONDS);
          return CallToolResponse.newBuilder().setOutput("late").build();
        });
    try (HttpClientOnSocket http = connect(); Client client = new Client(socket)) {
      http.send(post(CALL, READ, "Reeve-Request-Id: by-http"));
      CompletableFuture<Status> ended = new CompletableFuture<>();
      var unused =
          Thread.startVirtualThread(
              () -> {
                try {
                  ended.complete(Status.OK.withDescription(ToolServiceGrpc.newBlockingStub(client.with(ChainInterceptor.REQUEST_ID, "by-grpc")).call(CallToolRequest.newBuilder().setName("files/read").build()).getOutput()));
                } catch (StatusRuntimeException e) {
                  ended.complete(e.getStatus());
                }
              });
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      listener.close();

      assertThat(http.rest()).isZero();
      assertThat(ended.get(60, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      go.countDown();
      for (String id : List.of("by-http", "by-grpc")) {
        Eventually.isTrue("the outcome of " + id + " is recorded", () -> kernel.records(id).size() == 2);
      }
    }
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
  }

  @Test
  void whoSaysNothingOrHalfARequestOrReadsNothingIsClosed() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    kernel.tool.set(
        request -> {
          called.countDown();
          return CallToolResponse.newBuilder().setOutput("x".repeat(8 << 20)).build();
        });
    RunSocketServer hasty = kernel.runSockets(HASTY);
    Path impatient = folder.resolve("impatient");
    try (RunListener hurry = hasty.listen(run, impatient)) {
      hurry.accept(pid -> true);
      for (String begun : List.of("", "PRI * HTTP/2.0\r\n", "POST " + CALL, post(CALL, READ).substring(0, 130))) {
        try (HttpClientOnSocket client = new HttpClientOnSocket(impatient)) {
          assertThat(client.send(begun).rest()).as(begun).isZero();
        }
      }
      try (HttpClientOnSocket client = new HttpClientOnSocket(impatient)) {
        client.send(post(CALL, READ));
        assertThat(called.await(60, TimeUnit.SECONDS)).as("it was accepted").isTrue();
        Eventually.isTrue("the connection was given up", () -> hurry.connections() == 0);
        assertThat(client.rest()).isLessThan(8 << 20);
      }
    } finally {
      hasty.stop(Duration.ZERO);
    }
  }

  @Test
  void aClientOfGrpcThatFloodsAndReadsNothingIsClosed() throws Exception {
    RunSocketServer hasty = kernel.runSockets(HASTY);
    Path impatient = folder.resolve("impatient");
    try (RunListener hurry = hasty.listen(run, impatient); HttpClientOnSocket client = new HttpClientOnSocket(impatient)) {
      hurry.accept(pid -> true);
      client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      byte[] ping = {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
      byte[] pings = new byte[ping.length * 10_000];
      for (int i = 0; i < pings.length; i++) {
        pings[i] = ping[i % ping.length];
      }
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  client.send(pings);
                }
              })
          .isInstanceOf(IOException.class);
      Eventually.isTrue("the connection was given up", () -> hurry.connections() == 0);
    } finally {
      hasty.stop(Duration.ZERO);
    }
  }

  @Test
  void nothingIsLeftOfManySockets() throws Exception {
    call(folder.resolve("first"));
    long before = descriptors();
    for (int i = 0; i < 50; i++) {
      call(folder.resolve("s" + i));
    }
    Eventually.isTrue("no descriptor is left of 50 sockets", () -> descriptors() <= before);
  }

  private void call(Path path) throws Exception {
    try (RunListener one = server.listen(run, path)) {
      one.accept(pid -> true);
      try (HttpClientOnSocket http = new HttpClientOnSocket(path)) {
        assertThat(http.call(CALL, READ).status()).isEqualTo(200);
      }
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  void theKernelsEndLetsACallBeAnsweredAndTakesNoMore() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    kernel.tool.set(
        request -> {
          begun.countDown();
          go.await(60, TimeUnit.SECONDS);
          return CallToolResponse.newBuilder().setOutput("late").build();
        });
    try (HttpClientOnSocket busy = connect(); HttpClientOnSocket idle = connect()) {
      busy.send(post(CALL, READ));
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      Thread stopping = Thread.startVirtualThread(() -> server.stop(Duration.ofSeconds(60)));
      Eventually.isTrue("the kernel is stopping", () -> refused(folder.resolve("later")));
      assertThat(idle.call(CALL, READ)).matches(answer -> answer.status() == 503 && answer.body().contains("stopping"));
      go.countDown();
      assertThat(json(busy.answer())).containsEntry("output", "late");
      stopping.join();
      assertThat(busy.rest()).isZero();
    }
  }

  private boolean refused(Path path) {
    try (RunListener _ = server.listen(run, path)) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
