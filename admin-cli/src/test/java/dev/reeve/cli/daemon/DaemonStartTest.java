package dev.reeve.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starting a program that stands where {@code reeved} would. */
@Timeout(60)
class DaemonStartTest {

  @TempDir Path dir;

  private Path reeved(String script) throws IOException {
    Path bin = Files.createDirectories(dir.resolve("dist/bin"));
    Path program = Files.writeString(bin.resolve("reeved"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }

  private Typed type(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            InputStream.nullInputStream(),
            Map.of("REEVE_HOME", home().toString(), "PATH", "/usr/bin:/bin"),
            dir,
            dir.resolve("dist"),
            new Interrupts());
    int exit = ReeveCommand.execute(List.of(words), surroundings);
    return new Typed(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Path home() {
    return dir.resolve("h");
  }

  @Test
  void aKernelThatDiesWhileStartingIsToldWithItsLastLinesAndTheLogIsPrivate() throws IOException {
    reeved("echo \"home is $2 $REEVE_HOME\"\necho 'kernel.toml:3: unknown key' >&2\nexit 9\n");
    Typed typed = type("daemon", "start");
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.err())
        .contains("ended with exit code 9 while starting:", "  home is " + home() + " " + home(), "  kernel.toml:3: unknown key");
    Path log = home().resolve("var/log/reeved.log");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log))).isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home().resolve("var")))).isEqualTo("rwx------");
  }

  @Test
  void onlyTheLinesOfThisStartAreTold() throws IOException {
    reeved("echo first life\nexit 1\n");
    type("daemon", "start");
    reeved("echo second life\nexit 1\n");
    assertThat(type("daemon", "start").err()).contains("second life").doesNotContain("first life");
  }

  @Test
  void aKernelThatDoesNotComeUpInTimeIsEnded() throws Exception {
    reeved("echo $$ >\"$REEVE_HOME/pid\"\nexec sleep 300\n");
    Typed typed = type("daemon", "start", "--timeout", "1s");
    assertThat(typed.exit()).isEqualTo(9);
    assertThat(typed.err()).contains("was not ready within 1000 ms and was ended");
    long pid = Long.parseLong(Files.readString(home().resolve("pid")).strip());
    assertThat(ProcessEnd.of(pid).await(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void aKernelThatRunsAlreadyIsSaidSo() throws IOException {
    Files.createDirectories(home());
    try (TestKernel kernel = TestKernel.at(home())) {
      Typed typed = type("daemon", "start");
      assertThat(typed.exit()).isZero();
      assertThat(typed.err()).contains("is running already at " + kernel.socket());
      assertThat(typed.out()).containsPattern("PID +" + ProcessHandle.current().pid());
    }
  }

  @Test
  void inTheForegroundTheExitCodeIsTheKernels() throws IOException {
    reeved("exit 5\n");
    assertThat(type("daemon", "start", "--foreground").exit()).isEqualTo(5);
  }

  @Test
  void aHomeTooDeepForASocketIsRefusedFirst() {
    Typed typed = type("daemon", "start", "--home", dir.resolve("x".repeat(100)).toString());
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("a Unix socket takes at most 107");
  }

  @Test
  void withoutADistributionTheErrorSaysWhatIsMissing() {
    Typed typed = type("daemon", "start");
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.err()).contains("there is no program " + dir.resolve("dist/bin/reeved"));
  }

  @Test
  void aProcessThatHasEndedIsGone() throws Exception {
    Process process = new ProcessBuilder("/bin/sleep", "300").start();
    ProcessEnd end = ProcessEnd.of(process.pid());
    assertThat(end.gone()).isFalse();
    assertThat(end.await(Duration.ofMillis(60))).isFalse();
    process.destroyForcibly();
    assertThat(end.await(Duration.ofSeconds(10))).isTrue();
    assertThat(ProcessEnd.of(Integer.MAX_VALUE).gone()).isTrue();
  }
}
