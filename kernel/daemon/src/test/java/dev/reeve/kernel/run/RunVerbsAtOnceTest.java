package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.run.RunEvent.Kind;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Verbs from many threads at once. What happened is checked against the sequential model: the events of each run must be a walk of the state
 * machine, each attempt must have been asked for once, and of several verbs that expect the same generation one wins.
 */
@Timeout(180)
class RunVerbsAtOnceTest {

  private static final int THREADS = 8;
  private static final int STEPS = 25;
  private static final Set<ErrorCode> REFUSALS =
      Set.of(
          ErrorCode.ERROR_CODE_ABORTED, ErrorCode.ERROR_CODE_FAILED_PRECONDITION, ErrorCode.ERROR_CODE_NOT_FOUND, ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED);

  @TempDir private Path folder;

  private Workbench bench;

  @BeforeEach
  void open() throws Exception {
    bench = Workbench.open(folder);
    bench.limited(Workbench.QUOTAS.with(Quota.MAX_CONCURRENT_RUNS, 4));
    bench.deploy("read line; case \"$line\" in *fail*) exit 1;; *long*) exec sleep 600;; esac");
  }

  @AfterEach
  void close() {
    bench.close();
    assertThat(bench.runtime.processes()).as("processes left behind").isZero();
  }

  /** Does it on so many threads at once; answers how many of them it succeeded for, the others being refused as it is due. */
  private static int atOnce(int threads, Callable<?> verb) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    List<Throwable> wrong = Collections.synchronizedList(new ArrayList<>());
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(
          Thread.startVirtualThread(
              () -> {
                try {
                  go.await();
                  verb.call();
                  done.incrementAndGet();
                } catch (KernelException e) {
                  if (!REFUSALS.contains(e.code())) {
                    wrong.add(e);
                  }
                } catch (Exception e) {
                  wrong.add(e);
                }
              }));
    }
    go.countDown();
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
    return done.get();
  }

  @Test
  void ofManyRetriesAtOnceOneBeginsAnAttempt() throws Exception {
    for (int round = 0; round < 10; round++) {
      Run failed = bench.ended(bench.runs.start(bench.alice, Workbench.request("\"fail\"", "")));
      assertThat(atOnce(THREADS, () -> bench.runs.retry(failed.id(), failed.generation()))).isEqualTo(1);
      Run again = bench.endedAfter(failed, failed.lastSequence());
      assertThat(again.attempt()).isEqualTo(2);
      assertThat(bench.runs.attempts(failed.id())).hasSize(1);
    }
  }

  @Test
  void aRetryAndARemovalAtOnceNeverBothHappen() throws Exception {
    for (int round = 0; round < 20; round++) {
      Run failed = bench.ended(bench.runs.start(bench.alice, Workbench.request("\"fail\"", "")));
      AtomicInteger turn = new AtomicInteger();
      int done =
          atOnce(2, () -> turn.getAndIncrement() == 0 ? bench.runs.retry(failed.id(), failed.generation()) : bench.runs.remove(failed.id(), failed.generation(), false));
      assertThat(done).isEqualTo(1);
      if (bench.runs.standing(failed.id()).isPresent()) {
        assertThat(bench.endedAfter(failed, failed.lastSequence()).attempt()).isEqualTo(2);
      }
    }
    assertThat(bench.runs.live()).isZero();
  }

  @Test
  void whateverIsAskedAtOnceEveryRunWalksTheStateMachine() throws Exception {
    Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    List<String> ids = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger thread = new AtomicInteger();
    atOnce(
        THREADS,
        () -> {
          Random random = new Random(thread.getAndIncrement());
          for (int step = 0; step < STEPS; step++) {
            try {
              step(random, ids, asked);
            } catch (KernelException e) {
              assertThat(REFUSALS).as("%s", e).contains(e.code());
            }
          }
          return null;
        });
    for (String id : List.copyOf(ids)) {
      bench.runs.cancel(bench.alice, id, "the end", 0);
    }
    for (String id : ids) {
      walks(id);
      Run run = bench.runs.find(id);
      assertThat(run.live()).isFalse();
      AtomicInteger attempts = asked.getOrDefault(id, new AtomicInteger());
      assertThat(run.attempt()).as("each attempt was asked for once").isEqualTo(1 + attempts.get());
      assertThat(bench.runs.attempts(id)).hasSize(run.attempt() - 1);
    }
    assertThat(bench.runs.live()).isZero();
    assertThat(bench.runs.waiting()).isZero();
    assertThat(bench.used(Quota.MAX_CONCURRENT_RUNS)).isZero();
  }

  private void step(Random random, List<String> ids, Map<String, AtomicInteger> asked) {
    String id = ids.isEmpty() ? "" : ids.get(random.nextInt(ids.size()));
    int verb = id.isEmpty() ? 0 : random.nextInt(6);
    switch (verb) {
      case 0, 1 -> {
        String input = List.of("\"ok\"", "\"fail\"", "\"long\"").get(random.nextInt(3));
        ids.add(bench.runs.start(bench.alice, Workbench.request(input, "")).id());
      }
      case 2 -> bench.runs.cancel(bench.alice, id, "", 0);
      case 3 -> counted(bench.runs.retry(id, 0), asked);
      case 4 -> counted(bench.runs.proceed(id, "more", 0), asked);
      default -> ids.add(bench.runs.fork(bench.alice, id, "", 0, "", "").id());
    }
  }

  private static void counted(Run run, Map<String, AtomicInteger> asked) {
    asked.computeIfAbsent(run.id(), id -> new AtomicInteger()).incrementAndGet();
  }

  private void walks(String id) {
    List<RunEvent> events = bench.events(id, 0);
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).sequence()).isEqualTo(i + 1L);
    }
    List<RunState> states = events.stream().filter(event -> event.kind() == Kind.STATE).map(event -> RunState.valueOf(event.data())).toList();
    assertThat(states.getFirst()).isEqualTo(RunState.QUEUED);
    for (int i = 1; i < states.size(); i++) {
      RunState from = states.get(i - 1);
      RunState to = states.get(i);
      boolean attempt = from.terminal() && from != RunState.REFUSED && to == RunState.QUEUED;
      assertThat(attempt || from.leadsTo(to)).as("%s to %s of %s", from, to, states).isTrue();
    }
    assertThat(states.getLast().terminal()).isTrue();
  }
}
