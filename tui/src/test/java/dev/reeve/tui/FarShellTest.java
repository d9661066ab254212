package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A shell that speaks to the kernel of another host: one connection for all its lines. */
@Timeout(60)
class FarShellTest {

  @TempDir Path home;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Types lines at a shell of the context {@code far}, with a program as ssh that leaves a link to the socket there. */
  private int shell(String input, String... options) throws IOException {
    out.reset();
    err.reset();
    Path socket = home.resolve("run/kernel.sock");
    Path ssh = Files.writeString(
        home.resolve("ssh"), "#!/bin/sh\necho $$ >> " + home + "/pids\nfor word; do case $word in *:" + socket + ") ln -s " + socket
            + " \"${word%%:*}\";; esac; done\nexec tail -f /dev/null\n");
    Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));
    Path config = Files.writeString(
        home.resolve("config.toml"), "config_version = 1\ncontext = 'far'\nssh_program = '" + ssh + "'\n[contexts.far]\nssh = 'ssh://far" + socket
            + "'\n[contexts.none]\nsocket = '/nowhere/kernel.sock'\n");
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            Map.of("PATH", System.getenv("PATH"), "REEVE_CONFIG", config.toString(), "REEVE_CONFIG_SYSTEM", home.resolve("no.toml").toString()),
            home,
            null,
            new Interrupts());
    List<String> words = new ArrayList<>(List.of("shell"));
    words.addAll(List.of(options));
    return ReeveCommand.execute(words, surroundings);
  }

  private List<String> pids() throws IOException {
    return Files.readAllLines(home.resolve("pids"));
  }

  @Test
  void allLinesOfAShellGoThroughOneSshWhichEndsWithIt() throws IOException {
    try (SmallKernel _ = new SmallKernel(home)) {
      assertThat(shell("status -o name\n/say a\nx say b\nstatus -o name\n")).as(err.toString(StandardCharsets.UTF_8)).isZero();
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("READY\nsaid a\nsaid b\nREADY\n");
      assertThat(pids()).hasSize(1).allSatisfy(pid -> assertThat(ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive)).isEmpty());
    }
  }

  @Test
  void aLineMayNameAnotherKernelAndTheShellStaysAtItsOwn() throws IOException {
    try (SmallKernel _ = new SmallKernel(home)) {
      assertThat(shell("status --context none\nstatus -o name\n", "--context", "far")).isZero();
      assertThat(err.toString(StandardCharsets.UTF_8)).contains("/nowhere/kernel.sock");
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("READY\n");
      assertThat(shell("context use none\nstatus -o name\n")).isZero();
      assertThat(err.toString(StandardCharsets.UTF_8)).contains("this shell goes on as it began");
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("READY\n");
    }
  }
}
