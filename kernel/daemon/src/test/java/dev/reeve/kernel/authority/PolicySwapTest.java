package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The policy is one value: who reads it while it is replaced sees one generation or the other, in every part. */
@Timeout(120)
class PolicySwapTest {

  private static final int READERS = 32;
  private static final int SWAPS = 3_000;
  private static final int PRINCIPALS = 16;

  private volatile Policy policy = generation(0);
  private volatile boolean over;

  /** In even generations everybody holds {@code even} by grant and {@code left} by group, in odd ones {@code odd} and {@code right}. */
  private static Policy generation(int number) {
    boolean even = number % 2 == 0;
    Group group = new Group("team", List.of(CapabilityPattern.parse(even ? "left:*" : "right:*")), "", false, false);
    List<Profile> profiles = new ArrayList<>();
    for (int i = 0; i < PRINCIPALS; i++) {
      profiles.add(new Profile(
          new UUID(7, i), "p" + i, true, List.of("team"), List.of(Grant.of(CapabilityPattern.parse(even ? "even:x" : "odd:x"))),
          List.of(CapabilityPattern.parse(even ? "odd:*" : "even:*")), List.of(), List.of(), Quotas.DEFAULTS, null));
    }
    return Policy.of(number, List.of(group), profiles, Map.of());
  }

  private int decideUntilOver(int reader, CountDownLatch started) {
    Need[] needs = IntStream.range(0, 4).mapToObj(i -> Need.of(Capability.parse(List.of("even:x", "odd:x", "left:x", "right:x").get(i))))
        .toArray(Need[]::new);
    int generations = 0;
    long last = -1;
    started.countDown();
    while (!over) {
      Policy seen = policy;
      boolean even = seen.generation() % 2 == 0;
      if (seen.generation() < last) {
        throw new AssertionError("generation " + seen.generation() + " after " + last);
      }
      generations += seen.generation() > last ? 1 : 0;
      last = seen.generation();
      UUID who = new UUID(7, (reader + last) % PRINCIPALS);
      for (int i = 0; i < needs.length; i++) {
        Decision decision = Authorizer.decide(seen, who, needs[i], List.of(), Instant.EPOCH);
        boolean wanted = even == (i % 2 == 0);
        String pattern = wanted ? List.of("even:x", "odd:x", "left:*", "right:*").get(i) : i < 2 ? (even ? "odd:*" : "even:*") : "";
        if (decision.allowed() != wanted || !decision.pattern().equals(pattern)) {
          throw new AssertionError(needs[i].words() + " in generation " + last + ": " + decision);
        }
      }
    }
    return generations;
  }

  @Test
  void nobodySeesAMixedStateWhileItIsReplaced() throws Exception {
    CountDownLatch started = new CountDownLatch(READERS);
    List<Future<Integer>> readers = new ArrayList<>();
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().name("reader-", 0).factory())) {
      for (int i = 0; i < READERS; i++) {
        int reader = i;
        readers.add(threads.submit(() -> decideUntilOver(reader, started)));
      }
      started.await();
      for (int i = 1; i <= SWAPS; i++) {
        policy = generation(i);
      }
      over = true;
      int seen = 0;
      for (Future<Integer> reader : readers) {
        seen += reader.get();
      }
      System.out.printf("%,d swaps, %,d changes of generation seen by %d readers, none mixed%n", SWAPS, seen, READERS);
      assertThat(seen).isGreaterThan(READERS);
    } finally {
      over = true;
    }
  }
}
