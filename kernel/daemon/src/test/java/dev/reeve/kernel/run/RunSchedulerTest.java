package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose turn it is. */
@Timeout(60)
class RunSchedulerTest {

  private static final Duration TOOK = Duration.ofSeconds(10);

  private final UUID ann = UUID.fromString("00000000-0000-7000-8000-000000000001");
  private final UUID bob = UUID.fromString("00000000-0000-7000-8000-000000000002");
  private final UUID cy = UUID.fromString("00000000-0000-7000-8000-000000000003");
  private final List<String> begun = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong concurrency = new AtomicLong(100);
  private final AtomicBoolean held = new AtomicBoolean();

  private final class Waits implements RunScheduler.Waiting {

    private final UUID agent;
    private final String name;
    private final RunPriority priority;

    Waits(UUID agent, String name, RunPriority priority) {
      this.agent = agent;
      this.name = name;
      this.priority = priority;
    }

    @Override
    public UUID agent() {
      return agent;
    }

    @Override
    public RunPriority priority() {
      return priority;
    }

    @Override
    public void begin() {
      begun.add(name);
    }
  }

  private RunScheduler scheduler(int running) {
    return new RunScheduler(new RunSettings(running, 8, 8, Duration.ZERO), agent -> concurrency.get(), held::get);
  }

  private Waits enter(RunScheduler scheduler, UUID agent, String name) {
    return enter(scheduler, agent, name, RunPriority.NORMAL);
  }

  private Waits enter(RunScheduler scheduler, UUID agent, String name, RunPriority priority) {
    Waits waits = new Waits(agent, name, priority);
    scheduler.enter(waits);
    return waits;
  }

  @Test
  void agentsTakeTurnsHoweverManyOneHasWaiting() {
    RunScheduler scheduler = scheduler(1);
    enter(scheduler, ann, "a1");
    for (int i = 2; i <= 5; i++) {
      enter(scheduler, ann, "a" + i);
    }
    enter(scheduler, bob, "b1");
    enter(scheduler, cy, "c1");
    enter(scheduler, bob, "b2");
    UUID[] over = {ann, ann, bob, cy, ann, bob, ann};
    for (UUID agent : over) {
      scheduler.over(agent, TOOK);
    }
    assertThat(begun).containsExactly("a1", "a2", "b1", "c1", "a3", "b2", "a4", "a5");
  }

  @Test
  void withinAnAgentTheHigherPriorityComesFirstAndThenTheOlder() {
    RunScheduler scheduler = scheduler(1);
    enter(scheduler, ann, "first");
    enter(scheduler, ann, "low", RunPriority.LOW);
    enter(scheduler, ann, "normal 1");
    enter(scheduler, ann, "high 1", RunPriority.HIGH);
    enter(scheduler, ann, "normal 2");
    enter(scheduler, ann, "high 2", RunPriority.HIGH);
    enter(scheduler, bob, "bob's low", RunPriority.LOW);
    scheduler.over(ann, TOOK);
    scheduler.over(ann, TOOK);
    assertThat(begun).as("a priority is among one's own").containsExactly("first", "high 1", "bob's low");
    scheduler.over(bob, TOOK);
    for (int i = 0; i < 4; i++) {
      scheduler.over(ann, TOOK);
    }
    assertThat(begun).endsWith("high 2", "normal 1", "normal 2", "low");
  }

  @Test
  void noAgentHasMoreAtOnceThanItMayAndOthersAreNotHeldUp() {
    concurrency.set(2);
    RunScheduler scheduler = scheduler(100);
    for (int i = 1; i <= 4; i++) {
      enter(scheduler, ann, "a" + i);
    }
    enter(scheduler, bob, "b1");
    assertThat(begun).containsExactly("a1", "a2", "b1");
    scheduler.over(ann, TOOK);
    assertThat(begun).endsWith("a3");
    concurrency.set(3);
    scheduler.look();
    assertThat(begun).as("a raised limit is taken up").endsWith("a4");
    concurrency.set(0);
    enter(scheduler, cy, "c1");
    assertThat(begun).doesNotContain("c1");
  }

  @Test
  void nothingBeginsWhileItIsHeldOrAfterItIsClosed() {
    held.set(true);
    RunScheduler scheduler = scheduler(10);
    enter(scheduler, ann, "a1");
    assertThat(begun).isEmpty();
    assertThat(scheduler.waiting()).isEqualTo(1);
    held.set(false);
    scheduler.look();
    assertThat(begun).containsExactly("a1");
    scheduler.close();
    Waits late = enter(scheduler, ann, "a2");
    assertThat(begun).containsExactly("a1");
    assertThat(scheduler.leave(late)).isTrue();
  }

  @Test
  void whoLeavesIsNotBegunAndWhoHasBegunCannotLeave() {
    RunScheduler scheduler = scheduler(1);
    Waits first = enter(scheduler, ann, "a1");
    Waits second = enter(scheduler, ann, "a2");
    assertThat(scheduler.leave(first)).isFalse();
    assertThat(scheduler.leave(second)).isTrue();
    assertThat(scheduler.leave(second)).isFalse();
    scheduler.over(ann, TOOK);
    assertThat(begun).containsExactly("a1");
    assertThat(scheduler.waiting()).isZero();
  }

  @Test
  void itIsFullWhenAsManyRunAndWaitAsMay() {
    RunScheduler scheduler = scheduler(1);
    for (int i = 0; i < 8; i++) {
      enter(scheduler, ann, "a" + i);
    }
    assertThat(scheduler.full()).isFalse();
    enter(scheduler, bob, "b");
    assertThat(scheduler.full()).isTrue();
    assertThat(scheduler.retryAfter(ann)).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
    for (int i = 0; i < 50; i++) {
      scheduler.over(ann, Duration.ofHours(1));
      enter(scheduler, ann, "more");
    }
    assertThat(scheduler.retryAfter(ann)).as("runs that take long").isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void underManyThreadsEachBeginsOnceAndTheBoundsHold() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Map<UUID, AtomicInteger> running = Map.of(ann, new AtomicInteger(), bob, new AtomicInteger(), cy, new AtomicInteger());
    CountDownLatch all = new CountDownLatch(4000);
    concurrency.set(3);
    RunScheduler scheduler = scheduler(7);
    AtomicInteger mostOfOne = new AtomicInteger();
    List<UUID> agents = List.of(ann, bob, cy);
    Thread[] threads = new Thread[8];
    for (int t = 0; t < threads.length; t++) {
      Random random = new Random(t);
      threads[t] =
          Thread.startVirtualThread(
              () -> {
                for (int i = 0; i < 500; i++) {
                  UUID agent = agents.get(random.nextInt(3));
                  scheduler.enter(
                      new RunScheduler.Waiting() {
                        @Override
                        public UUID agent() {
                          return agent;
                        }

                        @Override
                        public RunPriority priority() {
                          return List.of(RunPriority.LOW, RunPriority.NORMAL, RunPriority.HIGH).get(random.nextInt(3));
                        }

                        @Override
                        public void begin() {
                          most.accumulateAndGet(now.incrementAndGet(), Math::max);
                          mostOfOne.accumulateAndGet(Objects.requireNonNull(running.get(agent)).incrementAndGet(), Math::max);
                          all.countDown();
                          Thread.startVirtualThread(
                              () -> {
                                Objects.requireNonNull(running.get(agent)).decrementAndGet();
                                now.decrementAndGet();
                                scheduler.over(agent, TOOK);
                              });
                        }
                      });
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    all.await();
    assertThat(most.get()).isLessThanOrEqualTo(7);
    assertThat(mostOfOne.get()).isLessThanOrEqualTo(3);
    assertThat(scheduler.waiting()).isZero();
  }
}
