package dev.reeve.kernel.sandbox;

import static dev.reeve.kernel.sandbox.SandboxStartTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SandboxStorageTest {

  private static final String BOUNDS = "ulimit -Hc; ulimit -Hn; sh -c 'ulimit -Sc; ulimit -Sn'; ulimit -f";

  @TempDir Path folder;

  private static ProcessLimits storage(long bytes) {
    return new ProcessLimits(null, null, null, bytes);
  }

  private static void need(Host host) {
    assumeTrue(host.sandbox.limits().get("storage") != Enforcement.NONE, "needs a host on which the limit 'storage' can be kept");
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aFileIsNeverLargerThanTheLimit(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      need(host);
      Path shared = Files.createDirectory(host.data.resolve("shared"));
      String script = "head -c \"$1\" /dev/zero > \"$2/file\"; exec dd if=/dev/zero of=own bs=64k count=32";
      Recorder run = host.start(Spec.script(script, 3 << 20, shared).writable(shared).limits(storage(1 << 20)));
      ProcessExit exit = run.exit();
      assertThat(exit.code()).isEqualTo(153);
      assertThat(exit.storageExceeded()).isTrue();
      assertThat(exit.stopped()).isFalse();
      assertThat(Files.size(shared.resolve("file"))).isEqualTo(1 << 20);
      assertThat(host.run(0, Spec.script(script, 3 << 20, shared).writable(shared)).exit().storageExceeded()).isFalse();
      assertThat(Files.size(shared.resolve("file"))).isEqualTo(3 << 20);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aFolderThatGrowsBeyondTheLimitEndsTheRun(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      need(host);
      String filler = "n=0; while :; do n=$((n+1)); head -c 100000 /dev/zero > f$n; done";
      Recorder run = host.start(Spec.script(filler).limits(storage(1 << 20)));
      assertThat(run.exit().code()).isEqualTo(137);
      assertThat(run.exit().storageExceeded()).isTrue();
      assertThat(run.exit().stopped()).isFalse();
      assertThat(host.leftInWork()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void manyEmptyFilesAndADeepTreeAreMeasuredToo(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      need(host);
      String many = "mkdir d; while :; do n=$((n+1)); : > d/f$n; done";
      assertThat(host.start(Spec.script(many).limits(storage(256 << 10))).exit().storageExceeded()).isTrue();
      String deep = "for n in $(seq 150); do mkdir d; cd d; done; sleep 1000";
      assertThat(host.start(Spec.script(deep).limits(storage(100 << 20))).exit().storageExceeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void whatIsWithinTheLimitIsLeftAlone(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      need(host);
      Recorder run = host.run(3, Spec.script("head -c 900000 /dev/zero > f; sleep 0.5; exit 3").limits(storage(1 << 20)));
      assertThat(run.exit().storageExceeded()).isFalse();
      refused(host, Spec.script("true").limits(storage(0)), Kind.INVALID, "limits.storageBytes");
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void noRunDumpsCoreOrOpensManyFiles(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      need(host);
      assertThat(host.run(0, Spec.script(BOUNDS)).out()).isEqualTo("0\n4096\n0\n4096\nunlimited\n");
      assertThat(host.run(0, Spec.script("cat /proc/self/oom_score_adj || echo 500").limits(storage(1 << 20))).out()).isEqualTo("500\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void anotherUsersProgramIsBoundToo(Tier tier) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    try (Host host = Host.of(folder, tier, 64321, 64322)) {
      need(host);
      assertThat(host.run(0, Spec.script(BOUNDS + "; id -u").limits(storage(1 << 20))).out())
          .matches("0\n4096\n0\n4096\n(2048|1024)\n64321\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aProgramBesideARunIsBoundLikeIt(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      need(host);
      Recorder run = host.start(Spec.script("echo ready; read line").id("run").limits(storage(1 << 20)));
      run.awaitOut(out -> out.equals("ready\n"));
      assertThat(Command.out(Command.script(BOUNDS).run(0, host, "run"))).matches("0\n4096\n0\n4096\n(2048|1024)\n");
    }
  }

  @Test
  void theKernelsOwnBoundsStayAsTheyWere() throws Exception {
    String before = Files.readString(Path.of("/proc/self/limits"));
    String killed = Files.readString(Path.of("/proc/self/oom_score_adj"));
    try (Host host = Host.of(folder, Tier.LANDLOCK)) {
      host.run(0, Spec.script("true").limits(storage(1 << 20)));
    }
    assertThat(Files.readString(Path.of("/proc/self/limits"))).isEqualTo(before);
    assertThat(Files.readString(Path.of("/proc/self/oom_score_adj"))).isEqualTo(killed);
  }
}
