package dev.reeve.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.LocalError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ends, begins and homes of kernels that are processes of their own. */
@Timeout(120)
class DaemonVerbsTest {

  @TempDir Path dir;

  private final Interrupts interrupts = new Interrupts();

  private Path home() {
    return dir.resolve("h");
  }

  private Path temporary() throws IOException {
    return Files.createDirectories(dir.resolve("t"));
  }

  private Typed type(String... words) throws IOException {
    return typeTo(new ByteArrayOutputStream(), words);
  }

  private Typed typeTo(ByteArrayOutputStream out, String... words) throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), InputStream.nullInputStream(),
            Map.of("REEVE_HOME", home().toString(), "PATH", "/usr/bin:/bin", "TMPDIR", temporary().toString()), dir, dir.resolve("dist"), interrupts);
    int exit = ReeveCommand.execute(List.of(words), surroundings);
    return new Typed(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Standard output that says when it holds something. */
  private static final class Awaited extends ByteArrayOutputStream {

    private final Predicate<String> enough;
    private final CompletableFuture<String> held = new CompletableFuture<>();

    Awaited(Predicate<String> enough) {
      this.enough = enough;
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      super.write(bytes, from, length);
      String text = toString(StandardCharsets.UTF_8);
      if (enough.test(text)) {
        held.complete(text);
      }
    }

    String text() throws Exception {
      return held.get(60, TimeUnit.SECONDS);
    }
  }

  private static String pid(Typed typed) {
    return typed.out().replaceAll("(?s).*PID +(\\d+).*", "$1");
  }

  @Test
  void aRestartEndsTheKernelAndStartsAnotherOnItsHome() throws Exception {
    DaemonMain.install(dir.resolve("dist"));
    Typed first = type("daemon", "restart");
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.err()).contains("no kernel answers at " + home().resolve("run/kernel.sock") + "; one is started");
    try {
      Typed second = type("daemon", "restart", "--reason", "upgrade");
      assertThat(second.exit()).as(second.err()).isZero();
      assertThat(second.err()).contains("kernel " + pid(first) + " is draining", "kernel " + pid(first) + " is gone");
      assertThat(pid(second)).matches("\\d+").isNotEqualTo(pid(first));
      assertThat(second.out()).contains("READY", home().resolve("run/kernel.sock").toString());
      assertThat(type("daemon", "logs").out()).contains("reeved: ready\nreeved: stopped\n");
      assertThat(type("daemon", "logs", "--lines", "1", "-o", "json").out()).contains("\"line\"", "reeved: ready").doesNotContain("stopped");
    } finally {
      assertThat(type("daemon", "stop").exit()).isZero();
    }
  }

  @Test
  void nothingIsEndedWhereNothingCouldBeStarted() throws Exception {
    Files.createDirectories(home());
    try (TestKernel kernel = TestKernel.at(home())) {
      kernel.onShutdown(() -> org.junit.jupiter.api.Assertions.fail("it was asked to end"));
      assertThat(type("daemon", "restart").err()).contains("there is no program " + dir.resolve("dist/bin/reeved"));
      DaemonMain.install(dir.resolve("dist"));
      kernel.hide();
      Typed hidden = type("daemon", "restart");
      assertThat(hidden.exit()).isEqualTo(LocalError.FAILED.exit());
      assertThat(hidden.err()).contains("the kernel does not tell bob its home", "run this as an administrator");
    }
  }

  @Test
  void aKernelThatDoesNotEndInTimeIsToldAndNoOtherIsStarted() throws Exception {
    DaemonMain.install(dir.resolve("dist"));
    Files.createDirectories(home());
    try (TestKernel kernel = TestKernel.at(home())) {
      kernel.onShutdown(() -> {});
      Typed typed = type("daemon", "restart", "--timeout", "2s");
      assertThat(typed.exit()).isEqualTo(LocalError.TIMED_OUT.exit());
      assertThat(typed.err()).contains("kernel " + ProcessHandle.current().pid() + " was not gone within 2000 ms", "reeve daemon logs");
      assertThat(DaemonLog.of(home())).doesNotExist();
      assertThat(kernel.socket()).exists();
    }
  }

  @Test
  void anEphemeralHomeIsPrintedAndGoesWithItsKernel() throws Exception {
    DaemonMain.install(dir.resolve("dist"));
    Awaited out = new Awaited(text -> text.contains("SOCKET"));
    CompletableFuture<Typed> ended = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            ended.complete(typeTo(out, "daemon", "start", "--ephemeral"));
          } catch (IOException | RuntimeException failed) {
            ended.completeExceptionally(failed);
          }
        });
    Path made = Path.of(out.text().replaceAll("(?s).*HOME +(\\S+).*", "$1"));
    assertThat(made).isDirectory().hasParent(temporary());
    assertThat(Files.getPosixFilePermissions(made)).hasSize(3);
    assertThat(type("status", "--home", made.toString()).exit()).isZero();
    assertThat(type("daemon", "stop", "--home", made.toString()).exit()).isZero();
    assertThat(ended.get(60, TimeUnit.SECONDS).exit()).isEqualTo(7);
    assertThat(temporary()).isEmptyDirectory();
    assertThat(home()).doesNotExist();
  }

  @Test
  void anInterruptEndsAnEphemeralKernelAndItsHome() throws Exception {
    DaemonMain.install(dir.resolve("dist"));
    Awaited out = new Awaited(text -> text.contains("SOCKET"));
    CompletableFuture<Typed> ended = CompletableFuture.supplyAsync(() -> unchecked(out));
    long pid = Long.parseLong(out.text().replaceAll("(?s).*PID +(\\d+).*", "$1"));
    ProcessEnd process = ProcessEnd.of(pid);
    interrupts.fire();
    assertThat(ended.get(60, TimeUnit.SECONDS).exit()).isNotZero();
    assertThat(process.gone()).isTrue();
    assertThat(temporary()).isEmptyDirectory();
  }

  private Typed unchecked(ByteArrayOutputStream out) {
    try {
      return typeTo(out, "daemon", "start", "--ephemeral");
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  @Test
  void anEphemeralKernelThatDoesNotStartLeavesNoHome() throws Exception {
    Path bin = Files.createDirectories(dir.resolve("dist/bin"));
    Path program = Files.writeString(bin.resolve("reeved"), "#!/bin/sh\nmkdir -p \"$2/var/deep\"\nexit 9\n");
    Files.setPosixFilePermissions(program, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    Typed typed = type("daemon", "start", "--ephemeral");
    assertThat(typed.exit()).isEqualTo(LocalError.FAILED.exit());
    assertThat(typed.err()).contains("ended with exit code 9 while starting");
    assertThat(temporary()).isEmptyDirectory();
    assertThat(type("daemon", "start", "--ephemeral", "--home", home().toString()).err()).contains("--ephemeral makes a home of its own");
  }

  private Path log(String text) throws IOException {
    Path file = DaemonLog.of(home());
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void theLastLinesOfTheLogAreToldEscaped() throws Exception {
    StringBuilder text = new StringBuilder();
    Stream.iterate(1, i -> i + 1).limit(20_000).forEach(i -> text.append("line ").append(i).append('\n'));
    log(text + "odd \u001b]0;title\u0007 \u202e end\nnot ended");
    assertThat(type("daemon", "logs", "--lines", "3").out()).isEqualTo("line 20000\nodd \\u001b]0;title\\u0007 \\u202e end\nnot ended\n");
    assertThat(type("daemon", "logs").out().lines()).hasSize(100);
    assertThat(type("daemon", "logs", "--lines", "100000").out().lines()).hasSize(20_002).startsWith("line 1");
    assertThat(type("daemon", "logs", "--lines", "0").out()).isEmpty();
    assertThat(type("daemon", "logs", "--lines", "-1").exit()).isEqualTo(LocalError.USAGE.exit());
    assertThat(type("daemon", "logs", "--lines", "100001").err()).contains("is not 0 to 100,000");
    log("x".repeat(64 << 10) + "\n" + "y".repeat((64 << 10) + 1) + "\n");
    assertThat(type("daemon", "logs").out().lines().map(String::length)).containsExactly(64 << 10, 64 << 10, 1);
  }

  @Test
  void aLogThatIsNotThereIsToldWithWhereItMayBe() throws Exception {
    Typed typed = type("daemon", "logs", "-f");
    assertThat(typed.exit()).isEqualTo(LocalError.NOT_FOUND.exit());
    assertThat(typed.err()).contains("there is no log " + DaemonLog.of(home()), "journalctl -u reeve");
  }

  @Test
  void followingGoesOnWhereTheLogIsCutOrReplaced() throws Exception {
    Path file = log("one\n");
    Awaited first = new Awaited(text -> text.endsWith("two\n"));
    Awaited all = new Awaited(text -> text.endsWith("five\n"));
    ByteArrayOutputStream both =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int from, int length) {
            first.write(bytes, from, length);
            all.write(bytes, from, length);
          }
        };
    CompletableFuture<Typed> ended = new CompletableFuture<>();
    Thread follower =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    ended.complete(typeTo(both, "daemon", "logs", "-f"));
                  } catch (IOException failed) {
                    ended.completeExceptionally(failed);
                  }
                });
    Files.writeString(file, "two\n", java.nio.file.StandardOpenOption.APPEND);
    assertThat(first.text()).isEqualTo("one\ntwo\n");
    Path fresh = Files.writeString(file.resolveSibling("fresh"), "three\nfour\nfi");
    Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    Files.writeString(file, "ve\n", java.nio.file.StandardOpenOption.APPEND);
    assertThat(all.text()).isEqualTo("one\ntwo\nthree\nfour\nfive\n");
    interrupts.fire();
    assertThat(ended.get(30, TimeUnit.SECONDS).exit()).isEqualTo(LocalError.INTERRUPTED.exit());
    follower.join();
    assertThat(type("daemon", "logs", "-f", "--timeout", "50ms").exit()).isEqualTo(LocalError.TIMED_OUT.exit());
  }

  @Test
  void aServiceIsToldFromItsControlGroupAndEnvironment() throws Exception {
    Path process = Files.createDirectories(dir.resolve("42"));
    assertThat(ServiceUnit.of(dir, 42)).isEmpty();
    Files.writeString(process.resolve("cgroup"), "0::/system.slice/reeve.service/kernel\n");
    Files.writeString(process.resolve("environ"), "A=b\0SYSTEMD_EXEC_PID=42\0");
    assertThat(ServiceUnit.of(dir, 42)).contains("reeve.service");
    Files.writeString(process.resolve("environ"), "SYSTEMD_EXEC_PID=7\0");
    assertThat(ServiceUnit.of(dir, 42)).isEmpty();
    Files.delete(process.resolve("environ"));
    assertThat(ServiceUnit.of(dir, 42)).contains("reeve.service");
    Files.writeString(process.resolve("cgroup"), "0::/user.slice/user-1000.slice/user@1000.service/app.slice/term.scope\n");
    assertThat(ServiceUnit.of(dir, 42)).isEmpty();
  }
}
