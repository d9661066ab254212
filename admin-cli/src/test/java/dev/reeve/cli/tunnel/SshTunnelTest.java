package dev.reeve.cli.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.TypedInput;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.LocalError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A kernel behind a program that is called as ssh is, and forwards as it does. */
@NullUnmarked
@Timeout(120)
class SshTunnelTest {

  @TempDir(factory = ShortFolders.class) Path home;

  private final Interrupts interrupts = new Interrupts();
  private Map<String, String> environment;
  private Path runtime;

  @BeforeEach
  void environment() throws IOException {
    runtime = Files.createDirectory(home.resolve("run-user"));
    environment = new HashMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("XDG_RUNTIME_DIR", runtime.toString());
    environment.put("REEVE_CONFIG_SYSTEM", home.resolve("none.toml").toString());
  }

  /** Has this be ssh: a shell script, which first writes down its process and its words. */
  private void ssh(String script) throws IOException {
    Path file = Files.writeString(
        home.resolve("ssh"), "#!/bin/sh\necho $$ >> " + home + "/pids\nprintf '%s\\n' \"$@\" > " + home + "/words\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    environment.put("REEVE_SSH", file.toString());
  }

  private void forwarding() throws IOException {
    ssh("exec " + Path.of(System.getProperty("java.home"), "bin", "java") + " -Xshare:auto -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path") + "' "
        + ForwardingSsh.class.getName() + " \"$@\"");
  }

  private Typed type(String... words) {
    return new Typed.Desk(home, ReeveCommand::execute, interrupts).typeWithin("", environment, TypedInput.NONE, words);
  }

  private void context(String address) {
    Typed added = type("context", "add", "lab", "--ssh", address);
    assertThat(added.exit()).as(added.err()).isZero();
  }

  private List<ProcessHandle> running() throws IOException {
    return Files.readAllLines(home.resolve("pids")).stream()
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  private void nothingIsLeft() throws IOException {
    assertThat(running()).isEmpty();
    try (Stream<Path> left = Files.list(runtime)) {
      assertThat(left).isEmpty();
    }
  }

  private static void until(BooleanSupplier so) {
    while (!so.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  @Test
  void aKernelOfAnotherHostIsSpokenToAndNothingIsLeft() throws IOException {
    forwarding();
    Path far = home.resolve("far");
    try (TestKernel kernel = TestKernel.at(far)) {
      context("ssh://ops@lab.example:2222" + kernel.socket());
      Typed typed = type("--context", "lab", "agent", "list", "-o", "name");
      assertThat(typed.exit()).as(typed.err()).isZero();
      assertThat(typed.out()).isEqualTo("default\n");
      List<String> words = Files.readAllLines(home.resolve("words"));
      String here = words.get(words.indexOf("-L") + 1).replace(":" + kernel.socket(), "");
      assertThat(words)
          .containsExactly(
              "-o", "BatchMode=yes", "-o", "ExitOnForwardFailure=yes", "-o", "StreamLocalBindUnlink=yes", "-N", "-T", "-a", "-x", "-p", "2222",
              "-l", "ops", "-L", here + ":" + kernel.socket(), "--", "lab.example");
      assertThat(here).matches(runtime + "/reeve-[0-9]+/kernel\\.sock");
      assertThat(Files.readAllLines(home.resolve("pids"))).hasSize(1);
    }
    nothingIsLeft();
  }

  @Test
  void whereNoKernelListensThereItIsSaidOfThatHost() throws IOException {
    forwarding();
    context("ssh://lab/nowhere.sock");
    Typed typed = type("--context", "lab", "agent", "list");
    assertThat(typed.exit()).isEqualTo(LocalError.UNREACHABLE.exit());
    assertThat(typed.err()).contains("no kernel answers at ssh://lab/nowhere.sock: ssh said: channel 2: open failed").doesNotContain("daemon start");
    nothingIsLeft();
  }

  @Test
  void whatSshSaysWhenItFailsIsShownEscaped() throws IOException {
    ssh("printf 'ops@lab: Permission denied (publickey).\\033]0;gotcha\\007\\r\\n' >&2; exit 255");
    context("ssh://ops@lab:22");
    Typed typed = type("--context", "lab", "status");
    assertThat(typed.exit()).isEqualTo(LocalError.UNREACHABLE.exit());
    assertThat(typed.err())
        .contains("ssh does not reach ssh://ops@lab:22/run/reeve/kernel.sock: ops@lab: Permission denied (publickey).\\u001b]0;gotcha")
        .contains("see that 'ssh -p 22 ops@lab' works without asking anything")
        .doesNotContain("\u001b", "\u0007");
    nothingIsLeft();
  }

  @Test
  void muchThatSshSaysIsCutToItsEnd() throws IOException {
    ssh("yes noise | head -c 300000 >&2; echo last words >&2; exit 1");
    context("ssh://lab");
    Typed typed = type("--context", "lab", "status");
    assertThat(typed.err()).contains("last words").hasSizeLessThan(6000);
    nothingIsLeft();
  }

  @Test
  void anSshThatTakesTooLongIsEnded() throws IOException {
    ssh("exec tail -f /dev/null");
    context("ssh://lab");
    Typed typed = type("--context", "lab", "status", "--timeout", "300ms");
    assertThat(typed.exit()).isEqualTo(LocalError.TIMED_OUT.exit());
    assertThat(typed.err()).contains("ssh did not reach ssh://lab/run/reeve/kernel.sock in 300 ms", "--timeout");
    nothingIsLeft();
  }

  @Test
  void anInterruptEndsTheWaitForSsh() throws Exception {
    ssh("exec tail -f /dev/null");
    context("ssh://lab");
    CompletableFuture<Typed> typed = CompletableFuture.supplyAsync(() -> type("--context", "lab", "status"), Thread::startVirtualThread);
    until(() -> Files.exists(home.resolve("words")) && interrupts.fire());
    assertThat(typed.get(60, TimeUnit.SECONDS).exit()).isEqualTo(LocalError.INTERRUPTED.exit());
    nothingIsLeft();
  }

  @Test
  void oneSshServesUntilItDiesAndAnotherTakesItsPlace() throws Exception {
    forwarding();
    Path far = home.resolve("far");
    Tunnels tunnels = new Tunnels(environment);
    try (TestKernel kernel = TestKernel.at(far)) {
      SshAddress address = SshAddress.parse("ssh://lab" + kernel.socket());
      String program = environment.get("REEVE_SSH");
      Path first = tunnels.to(address, program, Duration.ofSeconds(60));
      assertThat(tunnels.to(address, program, Duration.ofSeconds(60))).isEqualTo(first);
      assertThat(Files.getPosixFilePermissions(first.getParent())).isEqualTo(PosixFilePermissions.fromString("rwx------"));
      ProcessHandle ssh = running().getFirst();
      ssh.destroy();
      ssh.onExit().get(60, TimeUnit.SECONDS);
      Path second = tunnels.to(address, program, Duration.ofSeconds(60));
      assertThat(second).exists().isNotEqualTo(first);
      assertThat(first.getParent()).doesNotExist();
    } finally {
      tunnels.close();
      tunnels.close();
    }
    nothingIsLeft();
  }

  @Test
  void withoutAnSshItIsSaidWhichIsMissing() {
    environment.put("PATH", "relative:" + home + "/empty");
    assertThatThrownBy(() -> new Tunnels(environment).to(SshAddress.parse("ssh://lab"), "ssh", Duration.ofSeconds(1)))
        .hasMessage("there is no program 'ssh' to reach ssh://lab/run/reeve/kernel.sock with");
    assertThat(runtime).isEmptyDirectory();
  }

  @Test
  void aFolderWhosePathSshWouldReadOtherwiseIsPassedBy() throws IOException {
    ssh("exit 1");
    for (String odd : List.of("a:b", "a%h", "a$b", "a b", "a".repeat(80))) {
      environment.put("XDG_RUNTIME_DIR", Files.createDirectory(home.resolve(odd)).toString());
      assertThatThrownBy(() -> new Tunnels(environment).to(SshAddress.parse("ssh://lab"), environment.get("REEVE_SSH"), Duration.ofSeconds(60)))
          .hasMessageContaining("ssh does not reach");
      assertThat(Files.readString(home.resolve("words"))).doesNotContain(odd);
    }
  }

  @Test
  void theProcessOfAKernelFarAwayIsNotWaitedFor() throws IOException {
    forwarding();
    try (TestKernel kernel = TestKernel.at(home.resolve("far"))) {
      context("ssh://lab" + kernel.socket());
      Typed stopped = type("--context", "lab", "daemon", "stop");
      assertThat(stopped.exit()).as(stopped.err()).isZero();
      assertThat(stopped.err()).contains("its process is not seen from here");
      assertThat(type("--context", "lab", "doctor").out()).contains("it is on another host, and so not looked at");
    }
    nothingIsLeft();
  }
}
