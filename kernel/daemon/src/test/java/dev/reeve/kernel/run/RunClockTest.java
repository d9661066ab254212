package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.evidence.approval.SignedAnswer;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.approval.AnswerWord;
import dev.reeve.kernel.approval.ApprovalPolicyFile;
import dev.reeve.kernel.approval.Asking;
import dev.reeve.kernel.approval.Clearance;
import dev.reeve.kernel.approval.Given;
import dev.reeve.kernel.approval.Question;
import dev.reeve.kernel.approval.QuestionState;
import dev.reeve.kernel.approval.Wish;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.edge.HeldKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.Danger;
import dev.reeve.v1.QuestionKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a run's time while it waits for an answer. */
@Timeout(60)
class RunClockTest {

  /** Long enough for a program to begin and ask. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** Asks where its input says so, and then waits for ever. */
  private static final String SCRIPT =
      """
      read -r input
      case "$input" in *asks*) echo '{"type":"tool","id":1,"name":"demo/mark"}'; read -r answer;; esac
      read -r never
      """;

  @TempDir Path folder;
  private final AtomicReference<@Nullable Workbench> open = new AtomicReference<>();
  private final HeldKey key = HeldKey.make();

  private static final class Anywhere implements Asking.Place {
    @Override
    public void waits() {}

    @Override
    public void resumes() {}

    @Override
    public void recheck() {}
  }

  /** A tool that changes something: it stops at the gate. */
  private RunTools.Answer mark(Caller caller, String name, String input) {
    Workbench bench = Objects.requireNonNull(open.get());
    Wish wish =
        new Wish(
            QuestionKind.QUESTION_KIND_TOOL, List.of(new Capability("tool:invoke", name)), Danger.DANGER_NORMAL, true, "call the tool " + name,
            Map.of(), List.of(), List.of());
    Asking asking = new Asking(caller, null, null, List.of(), Ids.nextText(), new Anywhere());
    try {
      Clearance clearance = ScopedValue.where(Asking.CURRENT, asking).call(() -> bench.approvals.gate().require(() -> wish));
      return new RunTools.Answer(true, clearance.approval(), "OK", "", asking.effect());
    } catch (KernelException e) {
      return new RunTools.Answer(false, null, e.code().name(), String.valueOf(e.getMessage()), "");
    }
  }

  /** A kernel whose policy of approvals has that line, and an administrator with a key. */
  private Workbench open(String line) throws Exception {
    Workbench bench = Workbench.open(folder, this::mark);
    open.set(bench);
    bench.runs.recover();
    bench.asking.set(ApprovalPolicyFile.parse("approvals.toml", "approvals_version = 1\n" + line));
    var alice = Objects.requireNonNull(bench.policy.get().profile("alice"));
    bench.policy.set(
        Policy.of(
            2, List.of(),
            List.of(bench.bot, alice.withGroups(List.of("admin")).withKeys(List.of(new RegisteredKey(key.text(), KeyLimit.FULL, "", null, false)))),
            Map.of()));
    bench.deploy(SCRIPT, "tools: [ demo/mark ]");
    return bench;
  }

  private static Run starts(Workbench bench, String input) {
    return bench.runs.start(bench.alice, new StartRequest("bot", input, "", "", TIMEOUT, "", ""));
  }

  private static RunEvent is(Workbench bench, Run run, long since, RunState state) throws Exception {
    return bench.awaitEvent(run.id(), since, event -> event.kind() == RunEvent.Kind.STATE && event.data().contains(state.name()));
  }

  private void approve(Workbench bench) {
    Question question = bench.approvals.find(bench.approvals.list(Set.of(QuestionState.PENDING), "", null, "", "", 1).getFirst());
    Instant expires = Instant.now().plus(Duration.ofMinutes(10));
    SignedAnswer signed =
        new SignedAnswer(
            question.frozen().kernel(), question.id(), question.digest(), AnswerWord.ONCE.name(), null, "", expires, key.id(), "a-session");
    Given given = new Given(bench.alice, 2L, "a-session", null, "", expires, key.id(), key.sign(signed.text()));
    assertThat(bench.approvals.decide(question.id(), AnswerWord.ONCE, given).state()).isEqualTo(QuestionState.APPROVED);
  }

  @Test
  void whereItsClockStopsAWaitingRunOutlivesItsTimeoutWhichCountsOnAfterTheAnswer() throws Exception {
    try (Workbench bench = open("clock = \"stop\"\n")) {
      Run waits = starts(bench, "asks");
      RunEvent waiting = is(bench, waits, 0, RunState.WAITING_FOR_APPROVAL);
      Run runs = starts(bench, "does not");
      assertThat(bench.ended(runs).state()).as("one that began later, with the same timeout").isEqualTo(RunState.TIMED_OUT);
      assertThat(bench.runs.find(waits.id()).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
      approve(bench);
      RunEvent goesOn = is(bench, waits, waiting.sequence(), RunState.RUNNING);
      Run after = bench.endedAfter(waits, goesOn.sequence());
      assertThat(after.state()).as("what was left of its time").isEqualTo(RunState.TIMED_OUT);
    }
  }

  @Test
  void whereItsClockRunsAWaitingRunTimesOut() throws Exception {
    try (Workbench bench = open("clock = \"run\"\n")) {
      Run waits = starts(bench, "asks");
      RunEvent waiting = is(bench, waits, 0, RunState.WAITING_FOR_APPROVAL);
      Run after = bench.endedAfter(waits, waiting.sequence());
      assertThat(after.state()).isEqualTo(RunState.TIMED_OUT);
      assertThat(after.reason()).contains("longer than " + TIMEOUT.toSeconds() + " s");
      Eventually.isTrue("nobody is asked for it any more", () -> bench.approvals.list(Set.of(QuestionState.PENDING), "", null, "", "", 10).isEmpty());
    }
  }
}
