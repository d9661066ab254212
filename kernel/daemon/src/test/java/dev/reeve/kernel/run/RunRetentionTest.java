package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.store.KernelClock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which runs are kept. */
@Timeout(60)
class RunRetentionTest {

  /** The wall clock, and a step that somebody made it take. */
  private static final class SteppedClock extends Clock {

    private final AtomicReference<Duration> step = new AtomicReference<>(Duration.ZERO);

    @Override
    public Instant instant() {
      return Clock.systemUTC().instant().plus(step.get());
    }

    @Override
    public ZoneId getZone() {
      return Clock.systemUTC().getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @TempDir private Path folder;

  private final List<String> forgotten = new ArrayList<>();
  private Workbench bench;

  @BeforeEach
  void open() throws Exception {
    bench = Workbench.open(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private RunRetention retention(KernelClock clock) {
    return RunRetention.of(
        new RunStore(bench.store, new RunStreams(), clock), new RunQueries(bench.store), run -> forgotten.add(run.id()), Duration.ofDays(1), clock);
  }

  @Test
  void whatEndedLongEnoughAgoIsRemovedAndWhatLivesOrEndedLaterIsNot() throws Exception {
    bench.deploy("exit 0");
    Run ended = bench.run();
    bench.deploy("read line; read go");
    Run live = bench.start();
    assertThat(retention(new KernelClock(Clock.systemUTC())).removeOld()).isZero();
    assertThat(bench.runs.standing(ended.id())).isPresent();
    assertThat(retention(new KernelClock(Clock.offset(Clock.systemUTC(), Duration.ofDays(2)))).removeOld()).isEqualTo(1);
    assertThat(forgotten).containsExactly(ended.id());
    assertThat(bench.runs.standing(ended.id())).isEmpty();
    assertThat(bench.runs.standing(live.id())).isPresent();
    bench.runs.cancel(bench.alice, live.id(), "", 0);
  }

  @Test
  void aClockThatJumpsRemovesNothing() throws Exception {
    bench.deploy("exit 0");
    Run ended = bench.run();
    SteppedClock wall = new SteppedClock();
    RunRetention retention = retention(new KernelClock(wall));
    wall.step.set(Duration.ofDays(400));
    assertThat(retention.removeOld()).isZero();
    assertThat(bench.runs.standing(ended.id())).isPresent();
    wall.step.set(Duration.ZERO);
    assertThat(retention.removeOld()).isZero();
  }
}
