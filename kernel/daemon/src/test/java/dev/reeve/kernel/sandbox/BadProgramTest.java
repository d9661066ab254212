package dev.reeve.kernel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import dev.reeve.kernel.Eventually;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that mean harm or are broken: the kernel and the host go on, and nothing is left. */
class BadProgramTest {

  @TempDir Path folder;

  private static void need(Host host, String limit) {
    assumeTrue(host.sandbox.limits().get(limit) == Enforcement.EXACT, "needs a host on which the limit '" + limit + "' can be enforced");
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aForkBombIsHeldToItsProcessesAndEndsWhole(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      need(host, "processes");
      String bomb = "f() { f | f & }; (setsid sh -c 'f() { f | f & }; f' &) ; echo ready; f; while :; do sleep 0.01; f; done";
      Recorder run = host.start(Spec.script(bomb).id("bomb").limits(new ProcessLimits(null, 40, null)));
      run.awaitOut(out -> out.startsWith("ready"));
      for (int look = 0; look < 50; look++) {
        assertThat(SandboxTreeTest.inside(host)).hasSizeLessThanOrEqualTo(42);
        host.run(0, Spec.script("true"));
        if (run.ends.get() > 0) {
          break;
        }
      }
      host.sandbox.stop("bomb");
      run.exit();
      assertThat(SandboxTreeTest.inside(host)).isEmpty();
      assertThat(host.leftInWork()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aMemoryBombOfManyProcessesIsHeldToOneLimit(Tier tier) throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, tier)) {
      need(host, "memory");
      String bomb = "for n in 1 2 3 4 5 6; do perl -e 'my $x = \"a\" x (40 << 20); sleep 1; print \"held\"' & done; wait; exit 3";
      Recorder run = host.start(Spec.script(bomb).limits(new ProcessLimits(100L << 20, null, null)));
      ProcessExit exit = run.exit();
      assertThat(exit.memoryExceeded()).isTrue();
      assertThat(run.out().length() / "held".length()).isLessThan(3);
      assertThat(host.leftInWork()).isEmpty();
    }
  }

  /** Counts, and keeps nothing. */
  private static final class Counter implements RunSink {
    final CompletableFuture<ProcessExit> end = new CompletableFuture<>();
    final CountDownLatch open = new CountDownLatch(1);
    final CountDownLatch first = new CountDownLatch(1);
    final AtomicLong bytes = new AtomicLong();
    final AtomicInteger largest = new AtomicInteger();

    @Override
    public void stdout(byte[] piece) {
      first.countDown();
      try {
        open.await();
      } catch (InterruptedException never) {
        Thread.currentThread().interrupt();
      }
      bytes.addAndGet(piece.length);
      largest.accumulateAndGet(piece.length, Math::max);
    }

    @Override
    public void stderr(byte[] piece) {}

    @Override
    public void ended(ProcessExit exit) {
      end.complete(exit);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aFloodOfOutputIsCarriedInPiecesAndKeptNowhere(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Counter counter = new Counter();
      counter.open.countDown();
      host.sandbox.start(Spec.script("head -c 1000000000 /dev/zero").build(), counter);
      assertThat(counter.end.get(120, TimeUnit.SECONDS).code()).isZero();
      assertThat(counter.bytes).hasValue(1_000_000_000);
      assertThat(counter.largest.get()).isLessThanOrEqualTo(64 * 1024);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aReaderThatIsSlowHoldsTheProgramUp(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Counter counter = new Counter();
      host.sandbox.start(Spec.script("head -c 4000000 /dev/zero; : > written; read line").id("run").build(), counter);
      counter.first.await();
      Path written = host.work.resolve("run/written");
      assertThat(host.run(0, Spec.script("sleep 0.3")).exit().code()).isZero();
      assertThat(written).doesNotExist();
      counter.open.countDown();
      Eventually.isTrue("that all is written", () -> Files.exists(written));
      host.sandbox.closeInput("run");
      assertThat(counter.end.get(60, TimeUnit.SECONDS).code()).isNotNegative();
      assertThat(counter.bytes).hasValue(4_000_000);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aProgramThatClosesItsInputIsWrittenToNoMore(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = host.start(Spec.script("exec 0<&-; echo closed; while [ ! -e go ]; do sleep 0.01; done; exit 6").id("run"));
      run.awaitOut(out -> out.equals("closed\n"));
      Kind kind = null;
      for (int write = 0; write < 3 && kind == null; write++) {
        try {
          host.sandbox.write("run", new byte[200_000]);
        } catch (CapsuleException refused) {
          kind = refused.kind();
        }
      }
      // Bubblewrap holds the program's input open too: there the deadline tells.
      assertThat(kind).isIn(tier == Tier.NAMESPACES ? Kind.EXHAUSTED : Kind.STATE, Kind.STATE);
      Files.createFile(host.work.resolve("run/go"));
      assertThat(run.exit().code()).isEqualTo(6);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NAMESPACES, SEGV, 139", "NAMESPACES, KILL, 137", "NAMESPACES, PIPE, 141", "LANDLOCK, SEGV, 139", "LANDLOCK, KILL, 137", "LANDLOCK, PIPE, 141"
  })
  void anEndBySignalIsTold(Tier tier, String signal, int code) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = host.run(code, Spec.script("kill -" + signal + " $$; sleep 1"));
      assertThat(run.exit().stopped()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void outputThatIsNoTextComesAsItIs(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      CompletableFuture<ProcessExit> end = new CompletableFuture<>();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      RunSink sink =
          new RunSink() {
            @Override
            public void stdout(byte[] piece) {
              bytes.writeBytes(piece);
            }

            @Override
            public void stderr(byte[] piece) {}

            @Override
            public void ended(ProcessExit exit) {
              end.complete(exit);
            }
          };
      host.sandbox.start(Spec.script("printf '\\000\\377\\376a\\000'").build(), sink);
      end.get(60, TimeUnit.SECONDS);
      assertThat(bytes.toByteArray()).containsExactly(0, 0xff, 0xfe, 'a', 0);
    }
  }
}
