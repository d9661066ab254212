package dev.reeve.kernel.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallFiguresTest {

  private static final String START = "reeve.v1.RunService/Start";
  private static final String WATCH = "reeve.v1.RunService/Watch";

  private final AtomicLong nanos = new AtomicLong();
  private final CallFigures figures = new CallFigures(nanos::get);
  private final UUID bot = UUID.randomUUID();

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private Figures of(String method) {
    return Objects.requireNonNull(figures.methods().get(method));
  }

  @Test
  void aCallCountsOnceWhenItIsOverForItsMethodItsPrincipalAndAll() {
    MeasuredCall call = figures.begin(START, false);
    call.by(bot);
    pass(10);
    assertThat(figures.all()).isEqualTo(Figures.NONE);
    call.answered();
    call.failed();
    call.left();
    assertThat(figures.principals()).containsOnlyKeys(bot).containsEntry(bot, new CallFigures.Share(1, 0));
    assertThat(of(START)).isEqualTo(figures.all());
    assertThat(of(START).calls()).isEqualTo(1);
    assertThat(of(START).errors()).isZero();
    assertThat(of(START).p50()).isBetween(Duration.ofMillis(10), Duration.ofMillis(11));
  }

  @Test
  void refusalsAndCallsWhoseClientLeftAreErrors() {
    figures.begin(START, false).failed();
    MeasuredCall left = figures.begin(START, false);
    left.opened();
    left.by(bot);
    left.left();
    assertThat(of(START).errors()).isEqualTo(2);
    assertThat(figures.principals()).as("the first was nobody's").containsOnlyKeys(bot).containsEntry(bot, new CallFigures.Share(1, 1));
  }

  @Test
  void aWatchThatIsLeftIsNoErrorAndLastsUntilItIsOpen() {
    MeasuredCall watch = figures.begin(WATCH, true);
    pass(3);
    watch.opened();
    pass(3_600_000);
    watch.opened();
    watch.left();
    assertThat(of(WATCH).errors()).isZero();
    assertThat(of(WATCH).p99()).isBetween(Duration.ofMillis(3), Duration.ofMillis(4));
    figures.begin(WATCH, true).left();
    assertThat(of(WATCH).errors()).as("it never came to be open").isEqualTo(1);
    MeasuredCall broken = figures.begin(WATCH, true);
    broken.opened();
    broken.failed();
    assertThat(of(WATCH).errors()).isEqualTo(2);
  }

  @Test
  void halfAndNinetyNineOfAHundredTookNoLonger() {
    for (int i = 1; i <= 100; i++) {
      MeasuredCall call = figures.begin(START, false);
      pass(i);
      call.answered();
    }
    assertThat(of(START).p50()).isBetween(Duration.ofMillis(50), Duration.ofMillis(51));
    assertThat(of(START).p99()).isBetween(Duration.ofMillis(99), Duration.ofMillis(101));
  }

  @Test
  void nothingIsLostWhereManyCountAtOnce() throws Exception {
    List<Callable<Void>> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      callers.add(
          () -> {
            for (int n = 0; n < 1000; n++) {
              MeasuredCall call = figures.begin(START, false);
              call.by(bot);
              call.failed();
            }
            return null;
          });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(callers);
    }
    assertThat(figures.all().calls()).isEqualTo(8000);
    assertThat(figures.principals()).containsEntry(bot, new CallFigures.Share(8000, 8000));
  }

  @Test
  void principalsBeyondTheBoundCountWithAllAndTheBoundCountsThoseThereAre() {
    for (int i = 0; i <= CallFigures.MOST_PRINCIPALS; i++) {
      MeasuredCall call = figures.begin(START, false);
      call.by(new UUID(0, i));
      call.answered();
    }
    assertThat(figures.principals()).hasSize(CallFigures.MOST_PRINCIPALS);
    assertThat(figures.all().calls()).isEqualTo(CallFigures.MOST_PRINCIPALS + 1);
    figures.forget(new UUID(0, 0));
    MeasuredCall call = figures.begin(START, false);
    call.by(bot);
    call.answered();
    assertThat(figures.principals()).hasSize(CallFigures.MOST_PRINCIPALS).containsKey(bot);
  }
}
