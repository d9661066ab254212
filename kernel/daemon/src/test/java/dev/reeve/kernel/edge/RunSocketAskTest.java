package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.evidence.approval.SignedAnswer;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.approval.AnswerWord;
import dev.reeve.kernel.approval.ApprovalOperations;
import dev.reeve.kernel.approval.AskingRuns;
import dev.reeve.kernel.approval.Gates;
import dev.reeve.kernel.approval.Given;
import dev.reeve.kernel.approval.Interaction;
import dev.reeve.kernel.approval.Question;
import dev.reeve.kernel.approval.QuestionState;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Scope;
import dev.reeve.kernel.edge.HttpClientOnSocket.Answer;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.ApprovalServiceGrpc;
import dev.reeve.v1.AskRequest;
import dev.reeve.v1.AskResponse;
import dev.reeve.v1.ListApprovalsRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run asks a person on its own socket. */
@Timeout(60)
class RunSocketAskTest {

  private static final String ASK = "/reeve.v1.ApprovalService/Ask";

  @TempDir Path folder;
  private SmallKernel kernel;
  private ApprovalOperations approvals;
  private RunSocketServer server;
  private RunListener listener;
  private Path socket;
  private final HeldKey key = HeldKey.make();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicReference<String> refused = new AtomicReference<>("");

  @BeforeEach
  void listen() throws Exception {
    kernel = new SmallKernel(folder);
    approvals = Gates.standard(kernel.store, kernel.policy::get, Clock.systemUTC());
    approvals.recover(new Runs());
    RequestChain chain = Chains.of(kernel.policy::get, (field, value) -> null, kernel.audit, kernel.store, folder.resolve("chain"));
    server =
        RunSocketServer.start(
            chain, List.of(new ApprovalAdapter(approvals, new BoundedStream.Open(chain::recheck))), 64 << 10, RunSocketBounds.USUAL);
    kernel.principals.put("root", principal("root").withKeys(List.of(key.registered())));
    kernel.policy.set(Policy.of(2, List.of(), List.copyOf(kernel.principals.values()), Map.of()));
    Profile bot = principal("bot");
    Holdings may = new Holdings(List.of(CapabilityPattern.parse("self:approval:ask")), List.of());
    Caller run = new Caller(bot.id(), "bot", "run-channel", Ids.nextText(), List.of(new Scope("manifest", may)), List.of("bot"));
    socket = folder.resolve("r");
    listener = server.listen(run, socket);
    listener.accept(pid -> pid == ProcessHandle.current().pid());
  }

  private Profile principal(String name) {
    return Objects.requireNonNull(kernel.principals.get(name));
  }

  @AfterEach
  void close() {
    approvals.close();
    listener.close();
    server.stop(Duration.ZERO);
    kernel.close();
  }

  /** Runs of which only is known that they wait. */
  private final class Runs implements AskingRuns {
    @Override
    public Interaction interaction(String run) {
      return Interaction.ASK;
    }

    @Override
    public Waiting waits(String run) {
      waiting.incrementAndGet();
      return waiting::decrementAndGet;
    }

    @Override
    public void refused(String run, String approval, String why) {
      refused.set(why);
    }

    @Override
    public void decided(String run) {}

    @Override
    public Set<UUID> tree(String run) {
      return Set.of();
    }
  }

  private CompletableFuture<Answer> asks(String body) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (HttpClientOnSocket client = new HttpClientOnSocket(socket)) {
            return client.call(ASK, body);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static final String MAIL = "{\"topic\":\"mail/send\",\"description\":\"Send it?\",\"arguments\":\"{\\\"to\\\":\\\"chief\\\"}\"}";

  /** The question of the one call that waits, once it does. */
  private Question asked() throws Exception {
    Eventually.isTrue("it waits", () -> waiting.get() == 1);
    Question asked = approvals.find(approvals.list(Set.of(QuestionState.PENDING), "", null, "", "", 10).getFirst());
    assertThat(asked.frozen().capabilities()).containsExactly("approval:ask@mail/send");
    assertThat(asked.frozen().arguments()).isEqualTo("{\"to\":\"chief\"}");
    assertThat(asked.from().uid()).as("a run has no user here").isNull();
    return asked;
  }

  /** The administrator answers a question. */
  private Question answer(Question question, AnswerWord word, String reason) {
    Caller root = new Caller(principal("root").id(), "root", "unix-peer", null, List.of(), List.of("root"));
    Instant expires = Instant.now().plus(Duration.ofMinutes(10));
    SignedAnswer signed =
        new SignedAnswer(
            question.frozen().kernel(), question.id(), question.digest(), word.name(), null, reason, expires, key.id(), "a-session");
    return approvals.decide(question.id(), word, new Given(root, 1L, "a-session", null, reason, expires, key.id(), key.sign(signed.text())));
  }

  @Test
  void itWaitsUntilTheRunIsOver() throws Exception {
    CompletableFuture<Answer> asked = asks(MAIL);
    Question question = asked();
    assertThat(asked).isNotDone();
    approvals.runEnded(Objects.requireNonNull(question.run()));
    Answer answer = asked.get(30, TimeUnit.SECONDS);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains(question.id());
    assertThat(waiting).hasValue(0);
  }

  @Test
  void aYesIsTheApprovalsIdAndItIsUsed() throws Exception {
    CompletableFuture<Answer> asked = asks(MAIL);
    Question question = asked();
    assertThat(asked).isNotDone();
    Question unused = answer(question, AnswerWord.ONCE, "");
    Answer answer = asked.get(30, TimeUnit.SECONDS);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(JsonText.parseObject(answer.body())).isEqualTo(Map.of("approval", question.id(), "rule", ""));
    assertThat(approvals.find(question.id()).state()).isEqualTo(QuestionState.USED);
    assertThat(waiting).hasValue(0);
    assertThat(refused).hasValue("");
  }

  @Test
  void aNoIsARefusalThatSaysWhyAndEndsTheRun() throws Exception {
    CompletableFuture<Answer> asked = asks(MAIL);
    Question question = asked();
    assertThat(answer(question, AnswerWord.DENY, "not the chief").state()).isEqualTo(QuestionState.DENIED);
    Answer answer = asked.get(30, TimeUnit.SECONDS);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains(question.id(), "not the chief");
    assertThat(refused.get()).contains(question.id(), "not the chief");
    assertThat(waiting).hasValue(0);
  }

  @Test
  void theSameIsAskedAndAnsweredByGrpc() throws Exception {
    AskRequest request = AskRequest.newBuilder().setTopic("mail/send").setDescription("Send it?").setArguments("{\"to\":\"chief\"}").build();
    try (Client client = new Client(socket)) {
      Future<AskResponse> asked = ApprovalServiceGrpc.newFutureStub(client.plain()).ask(request);
      Question first = asked();
      assertThat(asked.isDone()).isFalse();
      Question unused = answer(first, AnswerWord.ONCE, "");
      assertThat(asked.get(30, TimeUnit.SECONDS)).isEqualTo(AskResponse.newBuilder().setApproval(first.id()).build());
      assertThat(waiting).hasValue(0);

      Future<AskResponse> again = ApprovalServiceGrpc.newFutureStub(client.plain()).ask(request);
      Question second = asked();
      assertThat(second.id()).as("one approval, one call").isNotEqualTo(first.id());
      unused = answer(second, AnswerWord.DENY, "not twice");
      assertThatThrownBy(() -> again.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(StatusRuntimeException.class).rootCause()
          .satisfies(
              e -> {
                assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
                assertThat(e).hasMessageContaining(second.id()).hasMessageContaining("not twice");
              });
    }
  }

  @Test
  void whatSaysNothingToAPersonIsRefused() throws Exception {
    for (String body :
        List.of(
            "{}", "{\"topic\":\"x\"}", "{\"topic\":\"x\",\"description\":\"a\\nb\"}", "{\"topic\":\"..\",\"description\":\"a\"}",
            "{\"topic\":\"x\",\"description\":\"" + "a".repeat(501) + "\"}", "{\"topic\":\"x\",\"description\":\"a\",\"arguments\":\"[]\"}")) {
      assertThat(asks(body).get(30, TimeUnit.SECONDS).status()).as(body).isEqualTo(400);
    }
    assertThat(approvals.list(Set.of(), "", null, "", "", 10)).isEmpty();
  }

  @Test
  void nothingElseOfApprovalsIsForRuns() throws Exception {
    try (HttpClientOnSocket client = new HttpClientOnSocket(socket)) {
      for (String call : List.of("List", "Get", "Decide", "RuleAdd", "RuleList", "RuleRevoke")) {
        assertThat(client.call("/reeve.v1.ApprovalService/" + call, "{}").status()).as(call).isEqualTo(403);
      }
    }
    try (Client client = new Client(socket)) {
      StatusRuntimeException refusal = null;
      try {
        var unused = ApprovalServiceGrpc.newBlockingStub(client.plain()).list(ListApprovalsRequest.getDefaultInstance());
      } catch (StatusRuntimeException e) {
        refusal = e;
      }
      assertThat(Objects.requireNonNull(refusal).getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }
  }
}
