package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A run's time, on a timer that is wound by hand. */
class RunDeadlineTest {

  /** What is due, and after how long. */
  private record Due(Duration time, FutureTask<?> task) {}

  private final List<Due> due = new ArrayList<>();
  private final AtomicInteger ended = new AtomicInteger();

  private RunDeadline deadline(Duration time) {
    return new RunDeadline(
        (after, what) -> {
          FutureTask<?> task = new FutureTask<>(what, null);
          due.add(new Due(after, task));
          return task;
        },
        time, ended::incrementAndGet);
  }

  @Test
  void whatStandsStillIsNotDueAndCountsOnWithWhatWasLeft() {
    RunDeadline deadline = deadline(Duration.ofSeconds(60));
    deadline.pause();
    due.getFirst().task().run();
    assertThat(ended).as("while it stands still").hasValue(0);
    deadline.resume();
    assertThat(due).hasSize(2);
    assertThat(due.getLast().time()).isLessThanOrEqualTo(Duration.ofSeconds(60)).isGreaterThan(Duration.ofSeconds(30));
    due.getLast().task().run();
    assertThat(ended).hasValue(1);
  }

  @Test
  void whatIsOverCountsNoMore() {
    RunDeadline deadline = deadline(Duration.ofSeconds(1));
    deadline.cancel();
    due.getFirst().task().run();
    assertThat(ended).hasValue(0);
    deadline.pause();
    deadline.resume();
    assertThat(due).hasSize(1);
  }

  @Test
  void whatIsDueIsNotHeldUpAnyMore() {
    RunDeadline deadline = deadline(Duration.ofSeconds(1));
    due.getFirst().task().run();
    deadline.pause();
    deadline.resume();
    assertThat(ended).hasValue(1);
    assertThat(due).as("it is done once").hasSize(1);
  }
}
