package dev.reeve.kernel.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls of a run that wait for an answer. */
@Timeout(60)
class RunWaitTest {

  @TempDir Path folder;
  private Council council;
  private final List<Object> outcome = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws Exception {
    council = Council.open(folder);
  }

  @AfterEach
  void close() {
    council.close();
  }

  private Object outcome() throws Exception {
    dev.reeve.kernel.Eventually.isTrue("it is over", () -> !outcome.isEmpty());
    return outcome.getFirst();
  }

  @Test
  void aRunWaitsAndGoesOnWithAYes() throws Exception {
    Question question = council.asksInRun(Council.write("/a"), outcome);
    dev.reeve.kernel.Eventually.isTrue("it waits", () -> council.waiting.getOrDefault(Council.RUN, 0) == 1);
    assertThat(outcome).isEmpty();
    Question unused = council.approve(question.id(), "ann");
    assertThat(outcome()).isInstanceOfSatisfying(Clearance.class, it -> assertThat(it.approval()).isEqualTo(question.id()));
    assertThat(council.waiting.get(Council.RUN)).isZero();
    assertThat(council.operations.find(question.id()).state()).isEqualTo(QuestionState.USED);
    assertThat(council.refused).isEmpty();
  }

  @Test
  void aNoEndsIt() throws Exception {
    Question question = council.asksInRun(Council.write("/a"), outcome);
    Question unused = council.answer(question, "ann").saying(AnswerWord.DENY).because("not on a Friday").send();
    assertThat(outcome()).isInstanceOfSatisfying(
        KernelException.class,
        e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_PERMISSION_DENIED);
          assertThat(e).hasMessageContaining("not on a Friday");
        });
    assertThat(council.refused).singleElement().asString().contains("not on a Friday").doesNotContain("ann");
  }

  @Test
  void whatChangesAfterTheAnswerIsAskedAgain() throws Exception {
    AtomicReference<String> content = new AtomicReference<>("first");
    Question question =
        council.asksInRun(() -> Council.tool("files/write", Map.of("path", "/a", "content", content.get())), outcome);
    content.set("second");
    Question again;
    try (ApprovalOperations.Changes changes = council.operations.changes()) {
      Question unused = council.approve(question.id(), "ann");
      again = Council.next(changes);
      while (again.id().equals(question.id())) {
        again = Council.next(changes);
      }
    }
    assertThat(outcome).isEmpty();
    assertThat(again.frozen().arguments()).contains("second");
    assertThat(council.operations.find(question.id()).state()).as("the answer is void").isEqualTo(QuestionState.WITHDRAWN);
    String asked = again.id();
    Question unused = council.approve(asked, "ann");
    assertThat(outcome()).isInstanceOfSatisfying(Clearance.class, it -> assertThat(it.approval()).isEqualTo(asked));
  }

  @Test
  void bothOfTwoCallsThatAskTheSameGoOn() throws Exception {
    List<Object> second = new CopyOnWriteArrayList<>();
    Question question = council.asksInRun(Council.write("/a"), outcome);
    Thread other =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    second.add(council.require(council.as("bot", Council.RUN, ""), Council.write("/a")));
                  } catch (KernelException e) {
                    second.add(e);
                  }
                });
    dev.reeve.kernel.Eventually.isTrue("both wait", () -> council.waiting.getOrDefault(Council.RUN, 0) == 2);
    Question unused = council.approve(question.id(), "ann");
    dev.reeve.kernel.Eventually.isTrue("one went on", () -> outcome.size() + second.size() >= 1);
    String again = council.operations.list(java.util.Set.of(QuestionState.PENDING), "", null, "", "", 10).stream().findFirst().orElse("");
    if (again.isEmpty()) {
      dev.reeve.kernel.Eventually.isTrue(
          "the other asks anew", () -> !council.operations.list(java.util.Set.of(QuestionState.PENDING), "", null, "", "", 10).isEmpty());
      again = council.operations.list(java.util.Set.of(QuestionState.PENDING), "", null, "", "", 10).getFirst();
    }
    unused = council.approve(again, "ann");
    dev.reeve.kernel.Eventually.isTrue("both went on", () -> outcome.size() + second.size() == 2);
    other.join();
    assertThat(outcome.getFirst()).isInstanceOf(Clearance.class);
    assertThat(second.getFirst()).isInstanceOf(Clearance.class).as("one approval each").isNotEqualTo(outcome.getFirst());
  }

  @Test
  void whoLostTheRightWhileWaitingDoesNotGoOn() throws Exception {
    Question question = council.asksInRun(Council.write("/a"), outcome);
    council.mayAsk = () -> {
      throw new KernelException(ErrorCode.ERROR_CODE_PERMISSION_DENIED, "the right was taken away");
    };
    Question unused = council.approve(question.id(), "ann");
    assertThat(outcome()).isInstanceOfSatisfying(KernelException.class, e -> assertThat(e).hasMessageContaining("taken away"));
    assertThat(council.operations.find(question.id()).state()).as("nothing was done by it").isEqualTo(QuestionState.APPROVED);
  }

  @Test
  void aCallThatIsCutOffAtTheKernelsEndLeavesItsRunWaiting() throws Exception {
    Question question = ask();
    council.operations.stop();
    asker.interrupt();
    assertThat(outcome()).isInstanceOf(KernelException.class);
    assertThat(council.waiting.get(Council.RUN)).isEqualTo(1);
    assertThat(council.operations.find(question.id()).state()).isEqualTo(QuestionState.PENDING);
  }

  private Thread asker = Thread.currentThread();

  /** Asks on a thread that can be interrupted; answers the question once its run waits. */
  private Question ask() throws Exception {
    asker =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    outcome.add(council.require(council.as("bot", Council.RUN, ""), Council.write("/a")));
                  } catch (KernelException e) {
                    outcome.add(e);
                  }
                });
    dev.reeve.kernel.Eventually.isTrue("it waits", () -> council.waiting.getOrDefault(Council.RUN, 0) == 1);
    return council.operations.find(council.operations.list(java.util.Set.of(QuestionState.PENDING), "", null, "", "", 1).getFirst());
  }

  @Test
  void aRunThatIsOverAsksNoMore() throws Exception {
    Question question = council.asksInRun(Council.write("/a"), outcome);
    council.operations.runEnded(Council.RUN);
    assertThat(outcome()).isInstanceOf(KernelException.class);
    assertThat(council.operations.find(question.id()).state()).isEqualTo(QuestionState.WITHDRAWN);
  }

  @Test
  void theKernelsEndLeavesTheQuestion() throws Exception {
    Question question = council.asksInRun(Council.write("/a"), outcome);
    dev.reeve.kernel.Eventually.isTrue("it waits", () -> council.waiting.getOrDefault(Council.RUN, 0) == 1);
    council.operations.close();
    assertThat(outcome()).isInstanceOfSatisfying(KernelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_UNAVAILABLE));
    assertThat(council.waiting.get(Council.RUN)).as("the run waits on").isEqualTo(1);
    assertThat(council.operations.find(question.id()).state()).isEqualTo(QuestionState.PENDING);
  }

  @Test
  void whatWasUsedIsAskedAgain() throws Exception {
    Question question = council.asksInRun(Council.write("/a"), outcome);
    Question unused = council.approve(question.id(), "ann");
    assertThat(outcome()).isInstanceOfSatisfying(Clearance.class, it -> assertThat(it.approval()).isEqualTo(question.id()));
    outcome.clear();
    Question next = council.asksInRun(Council.write("/a"), outcome);
    assertThat(next.id()).as("one approval, one call").isNotEqualTo(question.id());
  }

  @Test
  void whatWasApprovedWhileNobodyWaitedIsUsedWithoutAskingAgain() throws Exception {
    Question question = ask();
    asker.interrupt();
    assertThat(outcome()).isInstanceOfSatisfying(KernelException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_UNAVAILABLE));
    assertThat(council.approve(question.id(), "ann").state()).isEqualTo(QuestionState.APPROVED);
    Clearance cleared = council.require(council.as("bot", Council.RUN, ""), Council.write("/a"));
    assertThat(cleared.approval()).isEqualTo(question.id());
    assertThat(council.operations.find(question.id()).state()).isEqualTo(QuestionState.USED);
    assertThat(council.operations.list(java.util.Set.of(), "", null, "", "", 10)).as("nobody was asked anything else").containsExactly(question.id());
  }
}
