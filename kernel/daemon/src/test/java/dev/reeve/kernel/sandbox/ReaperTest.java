package dev.reeve.kernel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.kernel.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a killed kernel left behind, and what is done about it. */
class ReaperTest {

  private static final Reaper.Patience SHORT = new Reaper.Patience(Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofMillis(50));

  @TempDir Path folder;

  /** Ends at that try. */
  private record Stubborn(AtomicInteger tries, int last) implements Leftover {
    @Override
    public String words() {
      return "run stubborn";
    }

    @Override
    public boolean ended() {
      return tries.incrementAndGet() >= last;
    }
  }

  @Test
  void itTriesAgainAndAgain() throws Exception {
    try (Reaper reaper = new Reaper(SHORT)) {
      Stubborn atOnce = new Stubborn(new AtomicInteger(), 1);
      Stubborn later = new Stubborn(new AtomicInteger(), 3);
      reaper.endNow(List.of(atOnce, later));
      Eventually.isTrue("the end of both", () -> reaper.left().isEmpty());
      assertThat(atOnce.tries()).hasValue(1);
      assertThat(later.tries()).hasValue(3);
    }
  }

  @Test
  void whatCannotBeEndedIsNamedAndLeftAlone() throws Exception {
    try (Reaper reaper = new Reaper(SHORT)) {
      Stubborn never = new Stubborn(new AtomicInteger(), Integer.MAX_VALUE);
      reaper.endNow(List.of(never));
      assertThat(reaper.left()).hasSize(1).first().asString().startsWith("run stubborn was left behind");
      Eventually.isTrue("that it is given up", () -> reaper.left().getFirst().contains("could not be ended; what it has is kept"));
      int tries = never.tries().get();
      assertThat(tries).as("waiting twice as long each time").isBetween(4, 16);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void whatAKilledKernelLeftIsGoneAfterTheNextStart(Tier tier) throws Exception {
    Host.of(folder, tier).close();
    survives(tier, true);
  }

  @Test
  void withoutControlGroupsItIsFoundByWhereItStands() throws Exception {
    Host.of(folder, Tier.LANDLOCK).close();
    survives(Tier.LANDLOCK, false);
  }

  private void survives(Tier tier, boolean grouped) throws Exception {
    Path work = folder.toRealPath().resolve("abandoned");
    List<Integer> left = new ArrayList<>();
    try {
      left.addAll(killedKernel(work, tier, grouped));
      if (tier == Tier.LANDLOCK) {
        assertThat(left).as("what nobody ended").allMatch(ReaperTest::lives);
      }
      assertThat(work.resolve("run")).isDirectory();
      try (Sandbox next = Sandbox.probe(work, List.of(), SandboxOptions.defaults().withTiers(Set.of(tier)), grouped)) {
        Eventually.isTrue("the end of all", () -> left.stream().noneMatch(ReaperTest::lives) && next.leftovers().isEmpty());
        assertThat(StrayProcesses.find(work, null)).isEmpty();
        try (Stream<Path> entries = Files.list(work)) {
          assertThat(entries.map(path -> path.getFileName().toString())).containsExactly(".reeve-work");
        }
        Recorder again = new Recorder();
        next.start(Spec.script("exit 3").id("run").build(), again);
        assertThat(again.exit().code()).isEqualTo(3);
      }
    } finally {
      left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }
  }

  /** The numbers of the processes whose kernel was killed. */
  private static List<Integer> killedKernel(Path work, Tier tier, boolean grouped) throws Exception {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), AbandonedRun.class.getName()));
    command.addAll(List.of(work.toString(), tier.name(), Boolean.toString(grouped)));
    Process kernel = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String said = kernel.inputReader().readLine();
      assertThat(said).isNotNull();
      List<Integer> pids = Stream.of(said.split(" ")).map(Integer::valueOf).toList();
      assertThat(pids).hasSizeGreaterThanOrEqualTo(2);
      return pids;
    } finally {
      kernel.destroyForcibly().waitFor();
    }
  }

  /** A process that no kill reaches while its freezer holds it. */
  @Test
  void aStartGoesOnBesideWhatCannotBeEnded() throws Exception {
    Path freezer = Path.of("/sys/fs/cgroup/freezer");
    assumeTrue(Files.isWritable(freezer.resolve("cgroup.procs")), "needs the freezer of control groups version 1");
    Host.of(folder, Tier.LANDLOCK).close();
    Path work = folder.toRealPath().resolve("held");
    SandboxOptions options = SandboxOptions.defaults().withTiers(Set.of(Tier.LANDLOCK));
    Sandbox.probe(work, List.of(), options).close();
    Process process = new ProcessBuilder("/bin/sleep", "1000").start();
    Path frozen = Files.createDirectory(freezer.resolve("reeve-test-" + process.pid()));
    List<Path> groups = new ArrayList<>();
    try {
      for (GroupMount mount : GroupMount.parse(Files.readString(Path.of("/proc/self/mountinfo")), Files.readString(Path.of("/proc/self/cgroup")))) {
        if (mount.unified() || mount.controllers().contains("pids")) {
          Path group = Files.createDirectories(mount.own().resolve("reeve-" + Integer.toHexString(work.hashCode())).resolve("left"));
          RunGroup.write(group.resolve("cgroup.procs"), Long.toString(process.pid()));
          groups.add(group);
        }
      }
      assumeTrue(!groups.isEmpty(), "needs a host on which control groups can be made");
      Files.createDirectory(work.resolve("left"));
      RunGroup.write(frozen.resolve("cgroup.procs"), Long.toString(process.pid()));
      RunGroup.write(frozen.resolve("freezer.state"), "FROZEN");
      Eventually.isTrue("that it is frozen", () -> Files.readString(frozen.resolve("freezer.state")).strip().equals("FROZEN"));
      try (Sandbox next = Sandbox.probe(work, List.of(), options)) {
        assertThat(next.leftovers()).containsExactly("run left was left behind and is being ended");
        assertThat(work.resolve("left")).as("nothing is taken from what may live").isDirectory();
        Recorder run = new Recorder();
        next.start(Spec.script("exit 3").id("other").build(), run);
        assertThat(run.exit().code()).isEqualTo(3);
        assertThat(refusal(next)).isEqualTo(Kind.UNAVAILABLE);
        RunGroup.write(frozen.resolve("freezer.state"), "THAWED");
        Eventually.isTrue("its end", () -> next.leftovers().isEmpty());
        assertThat(work.resolve("left")).doesNotExist();
        assertThat(process.waitFor()).isEqualTo(137);
      }
    } finally {
      RunGroup.write(frozen.resolve("freezer.state"), "THAWED");
      process.destroyForcibly().waitFor();
      assertThat(RunGroup.removed(frozen, System.nanoTime() + Duration.ofSeconds(20).toNanos())).isTrue();
    }
  }

  private static Kind refusal(Sandbox sandbox) {
    try {
      sandbox.start(Spec.script("true").id("left").build(), new Recorder());
      return Kind.INVALID;
    } catch (CapsuleException refused) {
      return refused.kind();
    }
  }

  @Test
  void nothingElseIsTakenForAStray() throws IOException {
    Path work = Files.createDirectories(folder.toRealPath().resolve("work/inner"));
    Process unfiltered = new ProcessBuilder("/bin/sleep", "1000").directory(work.toFile()).start();
    try {
      assertThat(StrayProcesses.find(folder.toRealPath().resolve("work"), null)).isEmpty();
    } finally {
      unfiltered.destroyForcibly();
    }
  }

  private static boolean lives(int pid) {
    return ProcessStat.of(pid).filter(stat -> stat.state() != 'Z' && stat.state() != 'X').isPresent();
  }
}
