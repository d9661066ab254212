package dev.reeve.kernel.sandbox;

import static dev.reeve.kernel.sandbox.SandboxStartTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SandboxTreeTest {

  /** Two children that left their parent and session, holding the output, and one that stays. */
  private static final String TREE =
      """
      (setsid sh -c '(sleep 1000 & sleep 1001 & wait) & exit 0' &)
      sleep 1002 &
      echo started
      wait
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Tier.class)
  void stoppingEndsTheWholeTree(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      needGroups(host);
      Recorder run = host.start(Spec.script(TREE).id("tree"));
      run.awaitOut(out -> out.equals("started\n"));
      assertThat(inside(host)).isNotEmpty();
      host.sandbox.stop("tree");
      host.sandbox.stop("tree");
      host.sandbox.stop("unknown");
      ProcessExit exit = run.exit();
      assertThat(exit.stopped()).isTrue();
      assertThat(exit.code()).isEqualTo(137);
      assertThat(inside(host)).isEmpty();
      assertThat(run.ends).hasValue(1);
      assertThat(host.leftInWork()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void whatTheProgramLeavesBehindEndsWithIt(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      needGroups(host);
      Recorder run = host.run(3, Spec.script("(setsid sh -c 'sleep 1000 & sleep 1001' &) ; sleep 0.1; echo last; exit 3"));
      assertThat(run.out()).isEqualTo("last\n");
      assertThat(run.exit().stopped()).isFalse();
      assertThat(inside(host)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void closingEndsEveryRunAndLeavesNothing(Tier tier) throws Exception {
    List<Recorder> runs = new ArrayList<>();
    Host host = Host.of(folder, tier);
    try (host) {
      needGroups(host);
      for (int count = 0; count < 5; count++) {
        runs.add(host.start(Spec.script(TREE)));
      }
    }
    for (Recorder run : runs) {
      assertThat(run.exit().stopped()).isTrue();
    }
    assertThat(host.leftInWork()).isEmpty();
    assertThat(parentGroups(host)).isEmpty();
    refused(host, Spec.script("true"), Kind.UNAVAILABLE, "closed");
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void knowsWhichProcessesAreInside(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      needGroups(host);
      Recorder run = host.start(Spec.script(TREE).id("inside"));
      run.awaitOut(out -> out.equals("started\n"));
      for (long pid : inside(host)) {
        assertThat(host.sandbox.contains(pid)).isTrue();
      }
      Process outside = new ProcessBuilder("/bin/sleep", "60").start();
      assertThat(host.sandbox.contains(outside.pid())).isFalse();
      assertThat(host.sandbox.contains(ProcessHandle.current().pid())).isFalse();
      assertThat(host.sandbox.contains(1)).isFalse();
      outside.destroyForcibly().waitFor();
      assertThat(host.sandbox.contains(outside.pid())).as("gone").isTrue();
      host.sandbox.stop("inside");
      run.exit();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void memoryOverTheLimitEndsTheProgramAndIsSaid(Tier tier) throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, tier)) {
      need(host, "memory");
      String script = "exec perl -e 'my $x = \"a\" x ($ARGV[0] << 20); print length $x' \"$1\"";
      ProcessLimits limits = new ProcessLimits(64L << 20, null, null);
      assertThat(host.run(0, Spec.script(script, 16).limits(limits)).out()).isEqualTo("16777216");
      Recorder run = host.start(Spec.script(script, 300).limits(limits));
      assertThat(run.exit().code()).isEqualTo(137);
      assertThat(run.exit().memoryExceeded()).isTrue();
      assertThat(host.run(0, Spec.script(script, 300)).exit().memoryExceeded()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void noMoreProcessesThanTheLimitLiveAtOnce(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      need(host, "processes");
      // The shell and two more are three; a fork refused ends the shell with 2.
      String script = "for n in $(seq $1); do sleep 1000 & done; echo all";
      assertThat(host.run(0, Spec.command("/bin/echo", "one").limits(new ProcessLimits(null, 1, null))).out()).isEqualTo("one\n");
      String two = "sleep 1000 & sleep 1000 & echo all; kill $!";
      assertThat(host.run(0, Spec.script(two).limits(new ProcessLimits(null, 3, null))).out()).isEqualTo("all\n");
      Recorder refusedFork = host.start(Spec.script(two).limits(new ProcessLimits(null, 2, null)));
      assertThat(refusedFork.exit().code()).isEqualTo(2);
      assertThat(refusedFork.err()).containsIgnoringCase("fork");
      assertThat(host.run(0, Spec.script(script, 8).limits(new ProcessLimits(null, 12, null))).out()).isEqualTo("all\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void theProcessorIsHeldToItsShare(Tier tier) throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, tier)) {
      need(host, "cpuPercent");
      // Burns for two seconds of wall clock, prints hundredths of seconds of processor time.
      String script = "exec perl -e 'my $e = time + 3; 1 while time < $e; my @t = times; printf \"%d\", 100 * ($t[0] + $t[1])'";
      int held = Integer.parseInt(host.run(0, Spec.script(script).limits(new ProcessLimits(null, null, 20))).out());
      assertThat(held).isLessThan(90);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void limitsOutOfRangeAreRefused(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      refused(host, Spec.script("true").limits(new ProcessLimits(4096L, null, null)), Kind.INVALID, "memoryBytes");
      refused(host, Spec.script("true").limits(new ProcessLimits(null, 0, null)), Kind.INVALID, "processes");
      refused(host, Spec.script("true").limits(new ProcessLimits(null, null, 0)), Kind.INVALID, "cpuPercent");
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void inputIsCarriedAndItsEndToo(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = host.start(Spec.script("read a; echo got $a; cat; echo end").id("input"));
      host.sandbox.write("input", "one\n".getBytes(StandardCharsets.UTF_8));
      run.awaitOut(out -> out.equals("got one\n"));
      host.sandbox.write("input", "two\n".getBytes(StandardCharsets.UTF_8));
      host.sandbox.closeInput("input");
      assertThatThrownBy(() -> host.sandbox.write("input", new byte[1]))
          .isInstanceOfSatisfying(CapsuleException.class, refusal -> assertThat(refusal.kind()).isIn(Kind.STATE, Kind.NOT_FOUND));
      assertThat(run.exit().code()).isZero();
      assertThat(run.out()).isEqualTo("got one\ntwo\nend\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void muchOutputComesWholeAndInPieces(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = host.run(0, Spec.script("head -c 5000000 /dev/zero | tr '\\0' x; head -c 3000000 /dev/zero | tr '\\0' y >&2"));
      assertThat(run.out()).hasSize(5_000_000).matches("x+");
      assertThat(run.err()).hasSize(3_000_000).matches("y+");
      assertThat(run.largestPiece()).isLessThanOrEqualTo(64 * 1024);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void inputNobodyTakesFailsInTime(Tier tier) throws Exception {
    SandboxOptions options = SandboxOptions.defaults().withTiers(Set.of(tier)).withInputDeadline(Duration.ofMillis(300));
    try (Host host = Host.of(folder, tier);
        Sandbox sandbox = Sandbox.probe(folder.resolve("impatient"), List.of(host.kernel), options)) {
      Recorder run = new Recorder();
      sandbox.start(Spec.command("/bin/sleep", "1000").id("deaf").build(), run);
      assertThatThrownBy(() -> sandbox.write("deaf", new byte[1 << 20]))
          .isInstanceOfSatisfying(CapsuleException.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.EXHAUSTED));
      assertThatThrownBy(() -> sandbox.write("deaf", new byte[1]))
          .isInstanceOfSatisfying(CapsuleException.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.STATE));
      sandbox.stop("deaf");
      assertThat(run.exit().stopped()).isTrue();
      assertThatThrownBy(() -> sandbox.write("deaf", new byte[1]))
          .isInstanceOfSatisfying(CapsuleException.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.NOT_FOUND));
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aFolderTreeOfAnyDepthIsRemoved(Tier tier) throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, tier)) {
      String deep = "exec perl -e 'for (1..3000) { mkdir \"deep\"; chdir \"deep\" or exit 1 } open(my $f, \">\", \"x\") or exit 2'";
      host.run(0, Spec.script(deep));
      host.run(0, Spec.script("mkdir -m 000 locked; mkdir -p a/b; ln -s \"$1\" a/b/link", host.kernel));
      assertThat(host.leftInWork()).isEmpty();
      assertThat(host.kernel.resolve("policy.toml")).hasContent("policy");
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void runsAsAnotherUser(Tier tier) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    try (Host host = Host.of(folder, tier, 64321, 64322)) {
      Path secret = Files.writeString(host.data.resolve("secret"), "secret");
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
      Recorder run = host.run(0, Spec.script("id -u; id -g; echo x > made; ls -ln made; echo y > /dev/stderr").file("a/b", "c"));
      assertThat(run.out()).matches("(?s)64321\n64322\n.* 64321 +64322 .*made\n");
      assertThat(run.err()).isEqualTo("y\n");
      host.run(1, Spec.script("cat \"$1\"", secret).readable(secret));
      assertThat(host.leftInWork()).isEmpty();
    }
  }

  static void needGroups(Host host) throws IOException {
    assumeTrue(!parentGroups(host).isEmpty(), "needs a host on which control groups can be made");
  }

  private static void need(Host host, String limit) {
    assumeTrue(host.sandbox.limits().get(limit) == Enforcement.EXACT, "needs a host on which the limit '" + limit + "' can be enforced");
  }

  /** The folders runs' groups are made in. */
  static List<Path> parentGroups(Host host) throws IOException {
    String name = "reeve-" + Integer.toHexString(host.work.hashCode());
    List<Path> found = new ArrayList<>();
    for (GroupMount mount :
        GroupMount.parse(Files.readString(Path.of("/proc/self/mountinfo")), Files.readString(Path.of("/proc/self/cgroup")))) {
      if (Files.isDirectory(mount.own().resolve(name))) {
        found.add(mount.own().resolve(name));
      }
    }
    return found;
  }

  /** Processes in groups of that sandbox's runs, and in groups within those; a group that goes meanwhile has none. */
  static Set<Long> inside(Host host) throws IOException {
    Set<Long> pids = new TreeSet<>();
    for (Path parent : parentGroups(host)) {
      Files.walkFileTree(
          parent,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
              if (file.endsWith("cgroup.procs")) {
                members(file).forEach(pid -> pids.add(Long.valueOf(pid)));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
              return gone(file, failure);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
              return failure == null ? FileVisitResult.CONTINUE : gone(folder, failure);
            }
          });
    }
    return pids;
  }

  private static List<String> members(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (IOException failure) {
      FileVisitResult unused = gone(file, failure);
      return List.of();
    }
  }

  private static FileVisitResult gone(Path file, IOException failure) throws IOException {
    if (Files.exists(file)) {
      throw failure;
    }
    return FileVisitResult.CONTINUE;
  }
}
