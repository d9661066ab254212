package dev.reeve.capsules.runtimeprocess;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Confinement;
import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.RunSpec;
import dev.reeve.capsule.RuntimeDescription;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessRuntimeTest {

  @TempDir Path folder;
  private PlainProcesses processes;
  private AgentRuntime runtime;

  @BeforeEach
  void start() {
    processes = new PlainProcesses(folder);
    ProcessContext context = new ProcessContext(processes);
    new RuntimeProcessCapsule().start(context);
    runtime = Objects.requireNonNull(context.runtimes.get("process"));
    assertThat(context.runtimes).hasSize(1);
  }

  @AfterEach
  void end() {
    processes.close();
  }

  @Test
  void theProgramGetsItsArgumentsItsEnvironmentItsFilesAndItsInput() throws Exception {
    CollectedRun run = new CollectedRun();
    String script =
        """
        #!/bin/sh
        read line
        echo "$1 $KEY $line $(cat given) $(cat sub/own)"
        echo oops >&2
        exit 3
        """;
    Map<String, @Nullable Object> section =
        Map.of(
            "name", "process",
            "command", List.of("./go.sh", "first"),
            "files", Map.of("go.sh", script, "sub/own", "mine"));
    runtime.start(spec("r1", section, Map.of("given", "theirs".getBytes(UTF_8))), run);
    runtime.send("r1", "hello");
    assertThat(run.await().code()).isEqualTo(3);
    assertThat(run.out()).isEqualTo("first value hello theirs mine\n");
    assertThat(run.err()).isEqualTo("oops\n");
  }

  @Test
  void stopEndsTheRunAndLaterLinesAreIgnored() throws Exception {
    CollectedRun run = new CollectedRun();
    runtime.start(spec("r1", cat(), Map.of()), run);
    runtime.stop("r1");
    assertThat(run.await().stopped()).isTrue();
    assertThatCode(() -> runtime.send("r1", "too late")).doesNotThrowAnyException();
    assertThatCode(() -> runtime.stop("never")).doesNotThrowAnyException();
  }

  @Test
  void theGraceOfAStopIsHandedOn() throws Exception {
    Map<String, @Nullable Object> obeying =
        Map.of("name", "process", "command", List.of("/bin/sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done"));
    CollectedRun run = new CollectedRun();
    runtime.start(spec("r1", obeying, Map.of()), run);
    run.awaitOut("ready\n");
    runtime.stop("r1", Duration.ofSeconds(30));
    assertThat(run.await().code()).isEqualTo(7);
  }

  @Test
  void aLineWithABreakIsRefused() {
    assertThatThrownBy(() -> runtime.send("r1", "a\nb")).hasMessageContaining("no line break");
  }

  @Test
  void oneIdRunsOnceAtATimeAndAgainAfterItsEnd() throws Exception {
    CollectedRun first = new CollectedRun();
    runtime.start(spec("r1", cat(), Map.of()), first);
    assertThatThrownBy(() -> runtime.start(spec("r1", cat(), Map.of()), new CollectedRun()))
        .isInstanceOfSatisfying(CapsuleException.class, e -> assertThat(e.kind()).isEqualTo(CapsuleException.Kind.STATE));
    runtime.stop("r1");
    first.await();
    CollectedRun second = new CollectedRun();
    runtime.start(spec("r1", cat(), Map.of()), second);
    runtime.stop("r1");
    assertThat(second.await().stopped()).isTrue();
  }

  @Test
  void aProgramThatCannotStartLeavesNothingBehind() throws Exception {
    Map<String, @Nullable Object> absent = Map.of("name", "process", "command", List.of("/no/such/program"));
    assertThatThrownBy(() -> runtime.start(spec("r1", absent, Map.of()), new CollectedRun())).hasMessageContaining("/no/such/program");
    CollectedRun run = new CollectedRun();
    runtime.start(spec("r1", cat(), Map.of()), run);
    runtime.stop("r1");
    assertThat(run.await().stopped()).isTrue();
  }

  @Test
  void aFileOfTheManifestNeverHidesOneOfTheKernel() {
    Map<String, @Nullable Object> section =
        Map.of("name", "process", "command", List.of("/bin/cat"), "files", Map.of("input.json", "forged"));
    assertThatThrownBy(() -> runtime.start(spec("r1", section, Map.of("input.json", new byte[0])), new CollectedRun()))
        .hasMessageContaining("'input.json' is the name of a file the kernel places there");
  }

  @Test
  void describesWhatTheHostGivesInWords() throws Exception {
    assertThat(runtime.describe()).isEqualTo(new RuntimeDescription(processes.confinement, processes.limits, List.of()));
    processes.confinement =
        List.of(
            new Confinement("namespaces", false, "bubblewrap is not installed"),
            new Confinement("landlock", true, "a double fork escapes"));
    processes.limits = Map.of("memory", Enforcement.NONE, "cpuPercent", Enforcement.APPROXIMATE);
    assertThat(runtime.describe().remarks())
        .containsExactly(
            "Confinement by namespaces does not work here: bubblewrap is not installed.",
            "Confinement by landlock works here: a double fork escapes.",
            "Agents with security.trust: untrusted are refused, because they need namespaces.",
            "The limit cpuPercent is kept only approximately here.",
            "The limit memory cannot be kept here: a manifest that asks for it is refused.");
    processes.confinement = List.of();
    assertThat(runtime.describe().remarks()).contains("Nothing confines a program on this host, so every run is refused.");
  }

  private static Map<String, @Nullable Object> cat() {
    return Map.of("name", "process", "command", List.of("/bin/cat"));
  }

  private static RunSpec spec(String id, Map<String, @Nullable Object> section, Map<String, byte[]> files) {
    return new RunSpec(
        id,
        "agent",
        section,
        files,
        Map.of("KEY", "value", "PATH", "/usr/bin:/bin"),
        List.of(),
        List.of(),
        List.of(),
        ProcessLimits.none(),
        false);
  }
}
