package dev.reeve.kernel.sandbox;

import static dev.reeve.kernel.sandbox.Command.err;
import static dev.reeve.kernel.sandbox.Command.out;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.ProcessOutcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program beside a run's own is given, sees and answers. */
@Timeout(180)
class SandboxBesideTest {

  /** Lives until its input ends. */
  private static final String WAITING = "echo ready; read end";

  @TempDir Path folder;

  private static Recorder waiting(Host host, Spec spec) throws Exception {
    Recorder run = host.start(spec.id("run"));
    run.awaitOut(out -> out.endsWith("ready\n"));
    return run;
  }

  private static Recorder waiting(Host host) throws Exception {
    return waiting(host, Spec.script(WAITING));
  }

  private static void end(Host host, Recorder run) throws Exception {
    host.sandbox.closeInput("run");
    run.exit();
    assertThat(host.leftInWork()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void givesExitCodeOutputErrorsAndSignals(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = waiting(host);
      ProcessOutcome seven = Command.script("cat; echo err >&2; exit 7").stdin("in".getBytes(StandardCharsets.UTF_8)).run(7, host, "run");
      assertThat(out(seven)).isEqualTo("in");
      assertThat(err(seven)).isEqualTo("err\n");
      assertThat(seven.truncated()).isFalse();
      assertThat(seven.timedOut()).isFalse();
      Command.script("kill -TERM $$; echo not reached").run(128 + 15, host, "run");
      assertThat(out(Command.of("/bin/echo", "$HOME; `id`", "*").run(0, host, "run"))).isEqualTo("$HOME; `id` *\n");
      assertThat(run.out()).isEqualTo("ready\n");
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void hasTheEnvironmentOfTheRunAndItsDescriptorsOnly(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = waiting(host, Spec.script("env; " + WAITING).variable("REEVE_RUN_ID", "run").variable("SECRET", "s"));
      String own = out(Command.of("/usr/bin/env").run(0, host, "run"));
      assertThat(own.lines()).contains("REEVE_RUN_ID=run", "SECRET=s", "PWD=" + host.work.resolve("run"));
      assertThat(run.out().lines().filter(line -> !line.startsWith("_=") && !line.equals("ready")))
          .containsExactlyInAnyOrderElementsOf(own.lines().toList());
      String descriptors = "for n in 3 4 5 6 7 8 9; do if true <&$n; then echo $n; fi; done 2>/dev/null";
      assertThat(out(Command.script(descriptors).run(0, host, "run"))).isEmpty();
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void sharesTheWorkFolderBothWays(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = waiting(host, Spec.script("echo from-run > a; echo ready; read line; cat b; read end").file("given", "g"));
      assertThat(out(Command.script("cat a given; pwd; echo from-beside > b").run(0, host, "run")))
          .isEqualTo("from-run\ng" + host.work.resolve("run") + "\n");
      host.sandbox.write("run", "\n".getBytes(StandardCharsets.UTF_8));
      run.awaitOut(out -> out.equals("ready\nfrom-beside\n"));
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void seesOfTheHostWhatTheRunSeesAndNoMore(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Path readable = Files.createDirectory(host.data.resolve("granted"));
      Path granted = Files.writeString(readable.resolve("file"), "granted");
      Path outside = Files.writeString(host.data.resolve("outside"), "outside");
      Path writable = Files.createDirectory(host.data.resolve("writable"));
      Recorder run = waiting(host, Spec.script(WAITING).readable(readable).writable(writable));
      assertThat(out(Command.of("/bin/cat", granted.toString()).run(0, host, "run"))).isEqualTo("granted");
      Command.script("echo x > \"$1\"", granted).run(2, host, "run");
      Command.script("echo made > \"$1\"/made", writable).run(0, host, "run");
      assertThat(writable.resolve("made")).hasContent("made");
      for (Path never : new Path[] {outside, host.kernel.resolve("policy.toml"), Path.of("/etc/hostname")}) {
        assertThat(Host.control("cat \"$1\"", never).exit().code()).isZero();
        assertThat(Command.of("/bin/cat", never.toString()).run(1, host, "run").stdout()).isEmpty();
      }
      assertThat(out(Command.script("ls -a \"$1\" || true", host.work).run(0, host, "run"))).doesNotContain(".reeve-work");
      Command.script("echo x > /usr/made-by-a-test").run(2, host, "run");
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void hasNoNetwork(Tier tier) throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, tier);
        ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Recorder run = waiting(host);
      Object port = listening.getLocalPort();
      assertThat(Host.control(Escapes.PERL_TCP_CONNECT, port).out()).isEqualTo("connected");
      assertThat(out(Command.script(Escapes.PERL_TCP_CONNECT, port).run(1, host, "run"))).isEmpty();
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void runsAsTheUserOfTheRun(Tier tier) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    try (Host host = Host.of(folder, tier, 64321, 64322)) {
      Recorder run = waiting(host);
      ProcessOutcome outcome = Command.script("id -u; id -g; echo x > made; cat; echo y > /dev/stderr").stdin(new byte[] {'z'}).run(0, host, "run");
      assertThat(out(outcome)).isEqualTo("64321\n64322\nz");
      assertThat(err(outcome)).isEqualTo("y\n");
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void outputPastTheBoundIsDroppedAndSaidToBe(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = waiting(host);
      String flood = "head -c 20000000 /dev/zero | tr '\\0' x; head -c 3000000 /dev/zero | tr '\\0' y >&2; exit 3";
      ProcessOutcome much = Command.script(flood).maxOutput(1000).run(3, host, "run");
      assertThat(out(much)).isEqualTo("x".repeat(1000));
      assertThat(err(much)).isEqualTo("y".repeat(1000));
      assertThat(much.truncated()).isTrue();
      ProcessOutcome exact = Command.script("printf 12345; printf abc >&2").maxOutput(5).run(0, host, "run");
      assertThat(out(exact)).isEqualTo("12345");
      assertThat(exact.truncated()).isFalse();
      assertThat(Command.script("printf 123456 >&2").maxOutput(5).run(0, host, "run").truncated()).isTrue();
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aMebibyteOfInputComesWholeAndUnreadInputHoldsNothingUp(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = waiting(host);
      byte[] input = new byte[1024 * 1024];
      for (int at = 0; at < input.length; at++) {
        input[at] = (byte) (at * 31 + (at >> 9));
      }
      ProcessOutcome whole = Command.of("/bin/cat").stdin(input).run(0, host, "run");
      assertThat(Arrays.equals(whole.stdout(), input)).isTrue();
      assertThat(whole.truncated()).isFalse();
      assertThat(out(Command.script("echo unread").stdin(input).run(0, host, "run"))).isEqualTo("unread\n");
      ProcessOutcome deaf = Command.of("/bin/sleep", "1000").stdin(input).timeout(Duration.ofMillis(500)).run(137, host, "run");
      assertThat(deaf.timedOut()).isTrue();
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aProgramThatIsNotThereIsRefusedByName(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Path tool = Files.writeString(host.data.resolve("tool"), "#!/bin/sh\necho granted\n");
      Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
      Recorder run = waiting(host);
      refused(host, Command.of("/usr/bin/no-such-program"), Kind.NOT_FOUND, "/usr/bin/no-such-program is not there");
      refused(host, Command.of(tool.toString()), Kind.NOT_FOUND, "is not in the sandbox");
      refused(host, Command.of(host.kernel.resolve("policy.toml").toString()), Kind.NOT_FOUND, "is not in the sandbox");
      refused(host, Command.of("/usr/bin"), Kind.INVALID, "not an executable file");
      end(host, run);
      Recorder with = waiting(host, Spec.script(WAITING).executable(tool));
      assertThat(out(Command.of(tool.toString()).run(0, host, "run"))).isEqualTo("granted\n");
      end(host, with);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void boundsAreToldByName(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = waiting(host);
      refused(host, Command.of(), Kind.INVALID, "a program and at most 255 arguments");
      refused(host, Command.of("sh"), Kind.INVALID, "absolute path");
      refused(host, Command.of("./own"), Kind.INVALID, "absolute path");
      refused(host, Command.of("/usr/bin/../bin/env"), Kind.INVALID, "not an absolute, normal path");
      refused(host, Command.of("/usr//bin/env"), Kind.INVALID, "not an absolute, normal path");
      refused(host, Command.of("/bin/echo", "a", "b\0c"), Kind.INVALID, "argument 2 holds a zero character");
      refused(host, Command.of("/bin/echo\0"), Kind.INVALID, "the program holds a zero character");
      refused(host, Command.of("/bin/echo", "ä".repeat(16 * 1024 + 1)), Kind.INVALID, "argument 1 has more than 32768 bytes");
      String[] many = new String[257];
      Arrays.fill(many, "x");
      many[0] = "/bin/echo";
      refused(host, Command.of(many), Kind.INVALID, "at most 255 arguments");
      refused(host, Command.of("/bin/cat").stdin(new byte[1024 * 1024 + 1]), Kind.INVALID, "stdin: at most 1048576 bytes");
      refused(host, Command.of("/bin/cat").timeout(Duration.ofMillis(55_001)), Kind.INVALID, "timeout: 1 ms to 55 s");
      refused(host, Command.of("/bin/cat").timeout(Duration.ofNanos(999)), Kind.INVALID, "timeout: 1 ms to 55 s");
      refused(host, Command.of("/bin/cat").maxOutput(0), Kind.INVALID, "maxOutput: 1 to 1048576 bytes");
      String[] long255 = Arrays.copyOf(many, 256);
      Arrays.fill(long255, 1, 256, "x".repeat(32 * 1024));
      refused(host, Command.of(long255), Kind.INVALID, "too long together");
      String[] fitting = Arrays.copyOf(many, 256);
      assertThat(out(Command.of(fitting).run(0, host, "run"))).isEqualTo("x ".repeat(254) + "x\n");
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aProgramOfTheRunsOwnFilesStaysOne(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = waiting(host, Spec.command("./own").file("own", "#!/bin/sh\n[ -n \"$1\" ] && echo again && exit\n" + WAITING + "\n"));
      assertThat(out(Command.script("exec ./own x").run(0, host, "run"))).isEqualTo("again\n");
      Command.script("rm own; ln -s /etc/hostname own").run(0, host, "run");
      Command.of("/bin/true").run(0, host, "run");
      assertThat(Command.of("/bin/cat", "own").run(1, host, "run").stdout()).isEmpty();
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void noLinkThatTheRunPlacesLeadsOutOfItsSandbox(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Path inner = Files.createDirectories(host.data.resolve("writable/inner"));
      Path tool = Files.writeString(inner.resolve("tool"), "#!/bin/sh\necho granted\n");
      Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
      Recorder run = waiting(host, Spec.script(WAITING).writable(host.data.resolve("writable")).executable(tool));
      if (tier == Tier.NAMESPACES) {
        refused(host, Command.of("/bin/true"), Kind.STATE, "lies in a folder that this run may write");
      } else {
        Command.of("/bin/true").run(0, host, "run");
      }
      Files.move(inner, host.data.resolve("writable/moved"));
      Files.createSymbolicLink(inner, host.kernel);
      assertThatThrownBy(() -> host.sandbox.run("run", Command.of("/bin/true").build()))
          .isInstanceOfSatisfying(CapsuleException.class, refusal -> assertThat(refusal.kind()).isIn(Kind.STATE, Kind.INVALID, Kind.DENIED));
      end(host, run);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aRunThatIsNotThereHasNothingBesideIt(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      refused(host, Command.of("/bin/true"), Kind.STATE, "has no program in a sandbox");
      end(host, waiting(host));
      refused(host, Command.of("/bin/true"), Kind.STATE, "or it has ended");
    }
  }

  static void refused(Host host, Command command, Kind kind, String words) {
    assertThatThrownBy(() -> host.sandbox.run("run", command.build()))
        .isInstanceOfSatisfying(CapsuleException.class, refusal -> assertThat(refusal.kind()).as(refusal.getMessage()).isEqualTo(kind))
        .hasMessageContaining(words);
  }
}
