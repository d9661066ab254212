package dev.reeve.kernel.sandbox;

import static dev.reeve.kernel.sandbox.Command.err;
import static dev.reeve.kernel.sandbox.Command.out;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.ProcessOutcome;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import dev.reeve.kernel.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a program beside a run's own ends, and what ends it. */
@Timeout(180)
class SandboxBesideEndTest {

  /** Writes a file and lives on, deaf to a polite signal, with children that left it. */
  private static final String TREE =
      """
      trap '' TERM
      (setsid sh -c '(sleep 1000 & sleep 1001 & wait) & exit 0' &)
      sleep 1002 &
      echo said
      echo x > "$1"
      wait
      """;

  @TempDir Path folder;

  private static Recorder waiting(Host host, ProcessLimits limits) throws Exception {
    Recorder run = host.start(Spec.script("echo ready; read end; exit 0").id("run").limits(limits));
    run.awaitOut(out -> out.equals("ready\n"));
    return run;
  }

  private static Recorder waiting(Host host) throws Exception {
    return waiting(host, ProcessLimits.none());
  }

  private static void end(Host host, Recorder run) throws Exception {
    host.sandbox.closeInput("run");
    assertThat(run.exit().code()).isZero();
    assertThat(run.exit().stopped()).isFalse();
    nothingLeft(host);
  }

  private static void nothingLeft(Host host) throws Exception {
    assertThat(host.leftInWork()).isEmpty();
    for (Path parent : parentGroups(host)) {
      try (var left = Files.newDirectoryStream(parent, Files::isDirectory)) {
        assertThat(left).isEmpty();
      }
    }
  }

  /** Begins a command that is deaf, and waits until it runs. */
  private static CompletableFuture<ProcessOutcome> begun(Host host, String mark, Duration timeout) throws Exception {
    CompletableFuture<ProcessOutcome> begun = Command.script(TREE, mark).timeout(timeout).begin(host, "run");
    Eventually.isTrue("the program beside the run", () -> Files.exists(host.work.resolve("run").resolve(mark)) || begun.isDone());
    assertThat(begun).isNotDone();
    return begun;
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void timeEndsItsWholeTreeAndTheRunGoesOn(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      needGroups(host);
      Recorder run = waiting(host);
      int alone = inside(host).size();
      ProcessOutcome outcome = begun(host, "mark", Duration.ofSeconds(3)).get(60, TimeUnit.SECONDS);
      assertThat(outcome.timedOut()).isTrue();
      assertThat(outcome.code()).isEqualTo(137);
      assertThat(out(outcome)).isEqualTo("said\n");
      assertThat(inside(host)).hasSize(alone);
      assertThat(host.sandbox.run("run", Command.of("/bin/sleep", "9").timeout(Duration.ofMillis(1)).build()).timedOut()).isTrue();
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void whatItLeavesBehindEndsWithIt(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      needGroups(host);
      Recorder run = waiting(host);
      int alone = inside(host).size();
      String forking = "(setsid sh -c 'sleep 1000 & sleep 1001' &); sleep 1002 & echo last; exit 3";
      assertThat(out(Command.script(forking).run(3, host, "run"))).isEqualTo("last\n");
      assertThat(inside(host)).hasSize(alone);
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void stoppingTheRunEndsIt(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = waiting(host);
      CompletableFuture<ProcessOutcome> one = begun(host, "one", Duration.ofSeconds(50));
      CompletableFuture<ProcessOutcome> two = begun(host, "two", Duration.ofSeconds(50));
      assertThat(host.sandbox.use("run").orElseThrow().tasks()).isGreaterThan(5);
      host.sandbox.stop("run");
      for (CompletableFuture<ProcessOutcome> begun : List.of(one, two)) {
        CapsuleException refusal = Command.refusal(begun);
        assertThat(refusal.kind()).isEqualTo(Kind.STATE);
        assertThat(refusal).hasMessageContaining("the run ended while /bin/sh ran");
      }
      assertThat(run.exit().stopped()).isTrue();
      assertThat(inside(host)).isEmpty();
      nothingLeft(host);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void theRunsOwnEndEndsItAndIsToldWhenNothingIsLeft(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = waiting(host);
      CompletableFuture<ProcessOutcome> begun = begun(host, "mark", Duration.ofSeconds(50));
      host.sandbox.closeInput("run");
      assertThat(run.exit().code()).isZero();
      assertThat(inside(host)).isEmpty();
      assertThat(Command.refusal(begun).kind()).isEqualTo(Kind.STATE);
      nothingLeft(host);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void interruptingTheCallerEndsIt(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = waiting(host);
      int alone = inside(host).size();
      CompletableFuture<CapsuleException> refused = new CompletableFuture<>();
      AtomicBoolean interrupted = new AtomicBoolean();
      Thread caller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      host.sandbox.run("run", Command.script(TREE, "mark").build());
                    } catch (CapsuleException refusal) {
                      interrupted.set(Thread.currentThread().isInterrupted());
                      refused.complete(refusal);
                    }
                  });
      Eventually.isTrue("the program beside the run", () -> Files.exists(host.work.resolve("run/mark")));
      caller.interrupt();
      assertThat(refused.get(60, TimeUnit.SECONDS).kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(interrupted).isTrue();
      assertThat(inside(host)).hasSize(alone);
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void noneStartsOnceTheRunHasEndedHoweverCloseTheyCome(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      for (int round = 0; round < 12; round++) {
        Recorder run = waiting(host);
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<String>> callers = new ArrayList<>();
        for (int caller = 0; caller < 3; caller++) {
          callers.add(calling(host, go));
        }
        go.countDown();
        if (round % 2 == 0) {
          host.sandbox.stop("run");
        } else {
          host.sandbox.closeInput("run");
        }
        run.exit();
        assertThat(inside(host)).as("what lives after the run was said to have ended").isEmpty();
        for (CompletableFuture<String> caller : callers) {
          assertThat(caller.get(60, TimeUnit.SECONDS)).isEqualTo("STATE");
        }
        nothingLeft(host);
      }
    }
  }

  /** Runs programs without end until one is refused; the kind of the refusal. */
  private static CompletableFuture<String> calling(Host host, CountDownLatch go) {
    CompletableFuture<String> refusal = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                go.await();
                while (true) {
                  host.sandbox.run("run", Command.script("echo x >> made").build());
                }
              } catch (CapsuleException refused) {
                refusal.complete(refused.kind().name());
              } catch (InterruptedException | RuntimeException failure) {
                refusal.completeExceptionally(failure);
              }
            });
    return refusal;
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void fourMayRunAtOnceAndAFifthIsRefused(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = waiting(host);
      List<CompletableFuture<ProcessOutcome>> four = new ArrayList<>();
      for (int count = 0; count < 4; count++) {
        four.add(Command.script("echo x > \"$1\"; while [ ! -e go ]; do sleep 0.02; done; echo went", "m" + count).begin(host, "run"));
      }
      for (int count = 0; count < 4; count++) {
        Path mark = host.work.resolve("run/m" + count);
        Eventually.isTrue("four beside the run", () -> Files.exists(mark));
      }
      SandboxBesideTest.refused(host, Command.of("/bin/true"), Kind.EXHAUSTED, "4 programs beside this run");
      Files.createFile(host.work.resolve("run/go"));
      for (CompletableFuture<ProcessOutcome> one : four) {
        assertThat(out(one.get(60, TimeUnit.SECONDS))).isEqualTo("went\n");
      }
      Command.of("/bin/true").run(0, host, "run");
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void closingTheSandboxEndsIt(Tier tier) throws Exception {
    Host host = Host.of(folder, tier);
    CompletableFuture<ProcessOutcome> begun;
    Recorder run;
    try (host) {
      run = waiting(host);
      begun = begun(host, "mark", Duration.ofSeconds(50));
    }
    assertThat(run.exit().stopped()).isTrue();
    assertThat(Command.refusal(begun).kind()).isEqualTo(Kind.STATE);
    assertThat(host.leftInWork()).isEmpty();
    assertThat(parentGroups(host)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void theRunsLimitOfProcessesHoldsForBothTogether(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      need(host, "processes");
      Recorder run = waiting(host, new ProcessLimits(null, 12, null));
      // Each part of the bomb forks two more, until a fork is refused.
      String bomb = "bomb() { bomb | bomb & }; bomb; sleep 2; echo over";
      ProcessOutcome outcome = host.sandbox.run("run", Command.script(bomb).timeout(Duration.ofSeconds(4)).build());
      assertThat(err(outcome)).containsIgnoringCase("fork");
      String counted = "for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do sleep 1000 & done; echo all";
      assertThat(host.sandbox.run("run", Command.script(counted).build()).code()).isEqualTo(2);
      // What was killed counts until the host's first process has taken note of its end.
      Eventually.isTrue(
          "room for a few again", () -> host.sandbox.run("run", Command.script("sleep 0 & sleep 0 & wait").build()).code() == 0);
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void theRunsLimitOfMemoryHoldsForBothTogether(Tier tier) throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, tier)) {
      need(host, "memory");
      Recorder run = waiting(host, new ProcessLimits(64L << 20, null, null));
      String script = "exec perl -e 'my $x = \"a\" x ($ARGV[0] << 20); print length $x' \"$1\"";
      assertThat(out(Command.script(script, 16).run(0, host, "run"))).isEqualTo("16777216");
      assertThat(Command.script(script, 300).run(137, host, "run").timedOut()).isFalse();
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aGroupFoundWithOthersWithinIsEndedAndRemovedWhole(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      needGroups(host);
      Recorder run = waiting(host);
      CompletableFuture<ProcessOutcome> begun = begun(host, "mark", Duration.ofSeconds(50));
      for (Path parent : parentGroups(host).stream().filter(parent -> Files.exists(parent.resolve("run"))).toList()) {
        RunGroup found = RunGroup.existing(parent.resolve("run"));
        assertThat(found.members()).hasSizeGreaterThan(2);
        assertThat(found.end(System.nanoTime() + TimeUnit.SECONDS.toNanos(20))).isTrue();
        assertThat(found.remove(System.nanoTime() + TimeUnit.SECONDS.toNanos(20))).isTrue();
      }
      run.exit();
      assertThat(begun.handle((outcome, refusal) -> refusal != null || outcome.code() == 137).get(60, TimeUnit.SECONDS)).isTrue();
      nothingLeft(host);
    }
  }

  private static void needGroups(Host host) throws IOException {
    assumeTrue(!parentGroups(host).isEmpty(), "needs a host on which control groups can be made");
  }

  private static void need(Host host, String limit) {
    assumeTrue(host.sandbox.limits().get(limit) == Enforcement.EXACT, "needs a host on which the limit '" + limit + "' can be enforced");
  }

  private static List<Path> parentGroups(Host host) throws IOException {
    return SandboxTreeTest.parentGroups(host);
  }

  private static Set<Long> inside(Host host) throws IOException {
    return SandboxTreeTest.inside(host);
  }
}
