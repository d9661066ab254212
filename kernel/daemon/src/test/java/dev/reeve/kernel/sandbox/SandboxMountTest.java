package dev.reeve.kernel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.ProcessLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is mounted is what was checked. */
class SandboxMountTest {

  @TempDir Path folder;

  /** Somebody who may write the folder around swaps what is granted for a link to the kernel's all the while. */
  @ParameterizedTest
  @EnumSource(Tier.class)
  void whatIsSwappedWhileARunStartsIsNotSeen(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Path granted = Files.createDirectory(host.data.resolve("granted"));
      Files.writeString(granted.resolve("plain"), "plain");
      Path enough = folder.resolve("enough");
      String swap = "cd \"$1\"; while ! [ -e \"$3\" ]; do mv -T granted aside; ln -s \"$2\" granted; rm granted; mv -T aside granted; done";
      Process swapping =
          new ProcessBuilder("/bin/sh", "-c", swap, "swap", host.data.toString(), host.kernel.toString(), enough.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      int started = 0;
      try {
        for (int attempt = 0; attempt < 150 || (started == 0 && attempt < 2000); attempt++) {
          Recorder run = new Recorder();
          try {
            host.sandbox.start(Spec.script("cat \"$1/plain\" \"$1/policy.toml\"", granted).readable(granted).build(), run);
            run.exit();
            started++;
            assertThat(run.out()).doesNotContain("policy");
          } catch (CapsuleException refused) {
            assertThat(refused.getMessage()).doesNotContain("defect");
          }
        }
      } finally {
        Files.createFile(enough);
        assertThat(swapping.waitFor(30, TimeUnit.SECONDS)).as("it ends by itself, with nothing of it left to swap").isTrue();
      }
      assertThat(started).isPositive();
      assertThat(host.leftInWork()).isEmpty();
    }
  }

  @Test
  void noDescriptorOfAMountReachesTheProgram() throws Exception {
    try (Host host = Host.of(folder, Tier.NAMESPACES)) {
      Path granted = Files.createDirectory(host.data.resolve("granted"));
      assertThat(host.run(0, Spec.script("cd /proc/self/fd; echo *").readable(granted).writable(host.data)).out()).isEqualTo("0 1 2 3\n");
    }
  }

  @Test
  void manyGrantsAreMountedAndTooManyRefused() throws Exception {
    try (Host host = Host.of(folder, Tier.NAMESPACES)) {
      Spec many = Spec.script("cat \"$1\"/*", host.data);
      Spec tooMany = Spec.script("true");
      for (int count = 0; count < 401; count++) {
        Path file = Files.writeString(host.data.resolve("f" + count), "x");
        tooMany.readable(file);
        if (count < 100) {
          many.readable(file);
        }
      }
      assertThat(host.run(0, many).out()).isEqualTo("x".repeat(100));
      SandboxStartTest.refused(host, tooMany, CapsuleException.Kind.INVALID, "at most 400 paths");
    }
  }

  @Test
  void temporaryFilesHaveABoundOfTheirOwn() throws Exception {
    try (Host host = Host.of(folder, Tier.NAMESPACES)) {
      String script = "for d in /tmp /dev/shm; do head -c 2000000 /dev/zero | dd bs=1000 of=$d/big 2>/dev/null; wc -c < $d/big; done; : > /dev/new";
      Recorder run = host.run(2, Spec.script(script).limits(new ProcessLimits(null, null, null, 1L << 20)));
      assertThat(run.out()).isEqualTo("1048576\n1048576\n");
      assertThat(host.run(0, Spec.script("df -P /tmp /dev/shm | awk 'NR > 1 {print $2}'")).out()).isEqualTo("262144\n65536\n");
    }
  }

  /** A bubblewrap that takes no descriptors is given names. */
  @Test
  void anOlderBubblewrapMountsByName() throws Exception {
    Host.of(folder, Tier.NAMESPACES).close();
    Path work = WorkRoot.prepare(folder.resolve("older"), null);
    try (Spawner spawner = new Spawner(work, Duration.ofSeconds(10));
        Readiness readiness = new Readiness()) {
      NamespaceConfiner confiner =
          new NamespaceConfiner(
              NamespaceConfiner.find().orElseThrow(), spawner, SystemFolders.find(), null, Architecture.current().orElseThrow(), false);
      WorkFolder own = WorkFolder.create(work.resolve("run"), Map.of("file", new byte[0]), null, null);
      Pipes pipes = Pipes.open(readiness, Duration.ofSeconds(10), null);
      Access access = new Access(List.of(), List.of(), List.of(), Map.of(), List.of());
      Child child = confiner.start(Placement.own(Spec.script("test -e file && exit 5").build(), access, own.path(), null), pipes.childEnds(), null, null);
      pipes.closeChildEnds();
      assertThat(child.exit().get(60, TimeUnit.SECONDS)).isEqualTo(5);
      pipes.closeOwnEnds();
      own.remove();
    }
  }
}
