package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.run.RunEvent.Kind;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every state against every transition and every further attempt, as the store commits them. */
class RunStatesTest {

  /** How a record comes into each state. */
  private static final Map<RunState, List<RunState>> WAYS =
      new EnumMap<>(
          Map.of(
              RunState.QUEUED, List.of(),
              RunState.STARTING, List.of(RunState.STARTING),
              RunState.RUNNING, List.of(RunState.STARTING, RunState.RUNNING),
              RunState.WAITING_FOR_APPROVAL, List.of(RunState.STARTING, RunState.RUNNING, RunState.WAITING_FOR_APPROVAL),
              RunState.SUCCEEDED, List.of(RunState.STARTING, RunState.RUNNING, RunState.SUCCEEDED),
              RunState.FAILED, List.of(RunState.STARTING, RunState.FAILED),
              RunState.CANCELLED, List.of(RunState.CANCELLED),
              RunState.TIMED_OUT, List.of(RunState.STARTING, RunState.TIMED_OUT)));

  /** States from which an attempt for a reason may follow, as written in the design. */
  private static final Map<AttemptReason, Set<RunState>> FURTHER =
      new EnumMap<>(
          Map.of(
              AttemptReason.START, EnumSet.noneOf(RunState.class),
              AttemptReason.RETRY, EnumSet.of(RunState.FAILED, RunState.TIMED_OUT, RunState.CANCELLED),
              AttemptReason.RESUME, EnumSet.of(RunState.FAILED),
              AttemptReason.RESTART, EnumSet.of(RunState.FAILED),
              AttemptReason.CONTINUE, EnumSet.of(RunState.SUCCEEDED)));

  @TempDir private Path folder;

  private Workbench bench;
  private RunStore store;
  private RunQueries queries;

  @BeforeEach
  void open() throws Exception {
    bench = Workbench.open(folder);
    bench.deploy("exit 0");
    store = new RunStore(bench.store, new RunStreams(), Clock.systemUTC());
    queries = new RunQueries(bench.store);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Run record(RunState state, @Nullable String parent) {
    Instant now = Instant.now();
    Run.Actor bot = new Run.Actor(bench.bot.id(), "bot");
    return new Run(
        Ids.nextText(), bench.bot.id(), "bot", "1.0.0", 1, "digest", state, "", bot, bot, "null", "", "{}", RunPriority.NORMAL,
        new Run.Lineage(parent, parent == null ? 0 : 1, null), Holdings.NOTHING, null, "", Duration.ofSeconds(60), "profile", now, null, null, null, null, "",
        1, AttemptReason.START, now, null, 0, false, 0, 1);
  }

  /** A recorded run in a state; failed ones as if the kernel's end had interrupted them. */
  private Run in(RunState state) {
    Run run = record(state == RunState.REFUSED ? RunState.REFUSED : RunState.QUEUED, null);
    store.insert(run, Long.MAX_VALUE);
    for (RunState next : WAYS.getOrDefault(state, List.of())) {
      RunStore.Change change = next == RunState.FAILED ? RunStore.Change.interrupted("") : RunStore.Change.to(next, "");
      assertThat(store.enter(run.id(), change, List.of())).isTrue();
    }
    return queries.find(run.id()).orElseThrow();
  }

  @Test
  void everyTransitionIsCommittedWithItsEventOrChangesNothing() {
    for (RunState from : RunState.values()) {
      for (RunState to : RunState.values()) {
        Run before = in(from);
        boolean entered = store.enter(before.id(), RunStore.Change.to(to, "why"), List.of());
        Run after = queries.find(before.id()).orElseThrow();
        assertThat(entered).as("%s to %s", from, to).isEqualTo(from.leadsTo(to));
        if (entered) {
          assertThat(after.state()).isEqualTo(to);
          assertThat(after.generation()).isEqualTo(before.generation() + 1);
          assertThat(after.endedAt() != null).as("%s has an end", to).isEqualTo(to.terminal());
          RunEvent last = queries.events(after.id(), 0, 100).getLast();
          assertThat(last.kind()).isEqualTo(Kind.STATE);
          assertThat(last.data()).isEqualTo(to.name());
          assertThat(last.sequence()).isEqualTo(after.lastSequence());
        } else {
          assertThat(after).as("%s to %s", from, to).isEqualTo(before);
        }
      }
    }
  }

  @Test
  void aFurtherAttemptFollowsOnlyWhereItMayAndTheFormerStaysOnRecord() {
    for (RunState from : RunState.values()) {
      for (AttemptReason why : AttemptReason.values()) {
        Run before = in(from);
        boolean may = Objects.requireNonNull(FURTHER.get(why)).contains(from);
        KernelException refused = catchThrowableOfType(KernelException.class, () -> store.attempt(before.id(), why, 0, null, Long.MAX_VALUE));
        assertThat(refused == null).as("%s of a run that is %s", why, from).isEqualTo(may);
        Run after = queries.find(before.id()).orElseThrow();
        if (may) {
          assertThat(after.state()).isEqualTo(RunState.QUEUED);
          assertThat(after.attempt()).isEqualTo(2);
          assertThat(after.interrupted()).isFalse();
          assertThat(queries.attempts(after.id())).singleElement().satisfies(former -> {
            assertThat(former.state()).isEqualTo(from);
            assertThat(former.endedAt()).isEqualTo(before.endedAt());
          });
        } else {
          assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_FAILED_PRECONDITION);
          assertThat(after).isEqualTo(before);
        }
      }
    }
  }

  @Test
  void aFailureOfItsOwnIsNotResumed() {
    Run run = record(RunState.QUEUED, null);
    store.insert(run, Long.MAX_VALUE);
    store.enter(run.id(), RunStore.Change.to(RunState.FAILED, "exit code 1"), List.of());
    KernelException refused = catchThrowableOfType(KernelException.class, () -> store.attempt(run.id(), AttemptReason.RESUME, 0, null, 9));
    assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_FAILED_PRECONDITION);
  }

  @Test
  void aRunBelongsOnlyToOneThatLives() {
    for (RunState state : RunState.values()) {
      Run parent = in(state);
      Run child = record(RunState.QUEUED, parent.id());
      var refused = catchThrowableOfType(RunStore.ParentEndedException.class, () -> store.insert(child, Long.MAX_VALUE));
      assertThat(refused != null).as("below one that is %s", state).isEqualTo(state.terminal());
      assertThat(queries.find(child.id()).isPresent()).isEqualTo(!state.terminal());
    }
  }

  @Test
  void onlyWhatHasEndedIsRemoved() {
    for (RunState state : RunState.values()) {
      Run run = in(state);
      KernelException refused = catchThrowableOfType(KernelException.class, () -> store.remove(run.id(), 0, false));
      assertThat(refused == null).as("%s", state).isEqualTo(state.terminal());
      assertThat(queries.find(run.id()).isEmpty()).isEqualTo(state.terminal());
      assertThat(queries.events(run.id(), 0, 10).isEmpty()).isEqualTo(state.terminal());
    }
  }

  @Test
  void liveRunsAreThoseThatHaveNotEnded() {
    for (RunState state : RunState.values()) {
      Run run = in(state);
      assertThat(queries.live().stream().anyMatch(live -> live.id().equals(run.id()))).as("%s", state).isEqualTo(!state.terminal());
      assertThat(queries.live(bench.bot.id()).contains(run.id())).isEqualTo(!state.terminal());
    }
  }
}
