package dev.reeve.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunEndsTest {

  private static final String ID = "01b3";

  private final RunEnds ends = new RunEnds();

  private static Run run(RunState state, String reason, int last) {
    return Run.newBuilder().setId(ID).setAgent("r0-a1").setState(state).setReason(reason).setLastSequence(last).setGeneration(last).build();
  }

  private static final Instant RESTARTED = Instant.parse("2026-01-01T00:00:00Z");

  private static List<RunEvent> events(String... states) {
    List<RunEvent> events = new ArrayList<>();
    for (String state : states) {
      events.add(RunEvent.newBuilder().setSequence(events.size() + 1).setKind(RunEventKind.RUN_EVENT_KIND_STATE).setData(state).build());
    }
    return events;
  }

  private static RunEnds.Written written(Program program, Map<String, String> told, Set<String> cancelled) {
    return new RunEnds.Written(Map.of(ID, program), told, cancelled);
  }

  /** A look at a run that went through these states, as its events and the chain say. */
  private Findings look(Run run, RunEnds.Written written, String... states) {
    ends.recorded(Map.of(ID, List.of(states)));
    return ends.examine(List.of(run), written, RESTARTED, id -> events(states));
  }

  @Test
  void anEndOfItsOwnThatWasToldIsRight() {
    Findings found =
        look(
            run(RunState.RUN_STATE_SUCCEEDED, "", 4), written(Program.WELL, Map.of(ID, "SUCCEEDED"), Set.of()), "QUEUED", "STARTING", "RUNNING", "SUCCEEDED");
    assertThat(found.lines()).isEmpty();
    assertThat(ends.ways()).containsExactly(Map.entry(RunEnds.Way.BY_THEMSELVES, 1));
  }

  @Test
  void aRunThatTheKillCutOffIsRight() {
    Findings found = look(run(RunState.RUN_STATE_FAILED, Program.CUT_OFF, 2), written(Program.STAY, Map.of(), Set.of()), "QUEUED", "FAILED");
    assertThat(found.lines()).isEmpty();
    assertThat(ends.ways()).containsExactly(Map.entry(RunEnds.Way.CUT_OFF, 1));
  }

  @Test
  void aRunThatNeverEndsIsFound() {
    Findings found = look(run(RunState.RUN_STATE_RUNNING, "", 3), written(Program.WELL, Map.of(), Set.of()), "QUEUED", "STARTING", "RUNNING");
    assertThat(found.wrong()).containsExactly("run r0-a1 01b3 is RUNNING after the restart, and nothing runs it");
  }

  @Test
  void aRunThatWaitedAndIsBegunInThisLifeIsLookedAtWhenItHasEnded() {
    RunEnds.Written written = written(Program.STAY, Map.of(), Set.of());
    Run begun =
        run(RunState.RUN_STATE_RUNNING, "", 3).toBuilder()
            .setStartedAt(com.google.protobuf.Timestamp.newBuilder().setSeconds(RESTARTED.getEpochSecond() + 1))
            .build();
    assertThat(look(begun, written, "QUEUED", "STARTING", "RUNNING").lines()).isEmpty();
    assertThat(ends.ways()).isEmpty();
    ends.recorded(Map.of(ID, List.of("FAILED")));
    Findings later =
        ends.examine(
            List.of(run(RunState.RUN_STATE_FAILED, Program.CUT_OFF, 4)), written, RESTARTED,
            id -> events("QUEUED", "STARTING", "RUNNING", "FAILED"));
    assertThat(later.lines()).isEmpty();
    assertThat(ends.ways()).containsExactly(Map.entry(RunEnds.Way.CUT_OFF, 1));
  }

  @Test
  void anotherEndThanWasToldIsLost() {
    Findings found =
        look(run(RunState.RUN_STATE_FAILED, Program.CUT_OFF, 2), written(Program.WELL, Map.of(ID, "SUCCEEDED"), Set.of()), "QUEUED", "FAILED");
    assertThat(found.lost()).singleElement().asString().startsWith("the end of run r0-a1 01b3: it was told to be SUCCEEDED and is FAILED");
  }

  @Test
  void anEndTheProgramCannotHaveComeToIsInvented() {
    assertThat(look(run(RunState.RUN_STATE_SUCCEEDED, "", 2), written(Program.STAY, Map.of(), Set.of()), "QUEUED", "SUCCEEDED").invented()).hasSize(1);
    assertThat(Program.ILL.mayEnd("FAILED", "exit code 1")).isTrue();
    assertThat(Program.WELL.mayEnd("FAILED", "exit code 1")).isFalse();
    assertThat(Program.NAP.mayEnd("TIMED_OUT", "")).isFalse();
  }

  @Test
  void aCancelNobodyAskedForIsInvented() {
    Run cancelled = run(RunState.RUN_STATE_CANCELLED, "cancelled by default", 2);
    assertThat(look(cancelled, written(Program.STAY, Map.of(), Set.of()), "QUEUED", "CANCELLED").invented()).hasSize(1);
    assertThat(new RunEnds().examine(List.of(), written(Program.STAY, Map.of(), Set.of(ID)), RESTARTED, id -> List.of()).lines()).isEmpty();
  }

  @Test
  void anEndRecordedTwiceIsFound() {
    Findings found = look(run(RunState.RUN_STATE_FAILED, Program.CUT_OFF, 3), written(Program.WELL, Map.of(), Set.of()), "QUEUED", "FAILED", "FAILED");
    assertThat(found.wrong()).containsExactly("run r0-a1 01b3 is FAILED, and its events say [QUEUED, FAILED, FAILED]");
  }

  @Test
  void aChainThatTellsOtherwiseIsFound() {
    ends.recorded(Map.of(ID, List.of("FAILED")));
    Findings found = look(run(RunState.RUN_STATE_FAILED, Program.CUT_OFF, 2), written(Program.WELL, Map.of(), Set.of()), "QUEUED", "FAILED");
    assertThat(found.wrong()).containsExactly("run r0-a1 01b3 was [QUEUED, FAILED], and the audit chain says [FAILED, QUEUED, FAILED]");
  }

  @Test
  void anEventThatIsGoneIsLost() {
    ends.recorded(Map.of(ID, List.of("QUEUED", "FAILED")));
    Findings found =
        ends.examine(
            List.of(run(RunState.RUN_STATE_FAILED, Program.CUT_OFF, 3)), written(Program.WELL, Map.of(), Set.of()), RESTARTED,
            id -> events("QUEUED", "FAILED"));
    assertThat(found.lost()).containsExactly("the last of 3 events of run r0-a1 01b3: there are 2");
  }

  @Test
  void anEndThatIsAnotherLaterIsLost() {
    RunEnds.Written nothing = written(Program.WELL, Map.of(), Set.of());
    look(run(RunState.RUN_STATE_FAILED, Program.CUT_OFF, 2), nothing, "QUEUED", "FAILED");
    assertThat(ends.examine(List.of(run(RunState.RUN_STATE_FAILED, Program.CUT_OFF, 2)), nothing, RESTARTED, id -> List.of()).lines()).isEmpty();
    assertThat(ends.examine(List.of(run(RunState.RUN_STATE_FAILED, Program.CUT_OFF, 3)), nothing, RESTARTED, id -> List.of()).lost()).hasSize(1);
  }
}
