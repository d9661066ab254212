package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.run.RunEvent.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tool calls from inside a run: by lines, answered on the program's input. */
@Timeout(60)
class RunToolCallTest {

  @TempDir Path folder;

  private final ConcurrentLinkedQueue<Caller> callers = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Workbench> bench = new AtomicReference<>();

  /** Answers with its input where the run may call the tool by the policy in force. */
  private RunTools.Answer echo(Caller caller, String name, String input) {
    callers.add(caller);
    Workbench open = java.util.Objects.requireNonNull(bench.get());
    boolean allowed =
        Authorizer.decide(open.policy.get(), caller.principal(), Need.of(new Capability("tool:invoke", name)), caller.scopes(), Instant.now()).allowed();
    return allowed
        ? new RunTools.Answer(true, Map.of("heard", input), "OK", "", "effect-1")
        : new RunTools.Answer(false, null, "PERMISSION_DENIED", "needs tool:invoke@" + name, "");
  }

  private List<RunEvent> run(String script, String... more) throws Exception {
    try (Workbench open = Workbench.open(folder, this::echo)) {
      bench.set(open);
      open.deploy(script, more);
      return open.watch(open.start());
    }
  }

  private static List<String> data(List<RunEvent> events, Kind kind) {
    return events.stream().filter(event -> event.kind() == kind).map(RunEvent::data).toList();
  }

  @Test
  void aToolItsManifestNamesIsCalledAsTheRunAndAnswered() throws Exception {
    List<RunEvent> events =
        run(
            "read input; echo '{\"type\":\"tool\",\"id\":7,\"name\":\"demo/echo\",\"input\":{\"a\":1}}'; read -r answer; echo \"got $answer\"",
            "tools: [ demo/echo ]");
    assertThat(data(events, Kind.STDOUT))
        .containsExactly("got {\"type\":\"tool_result\",\"id\":7,\"ok\":true,\"output\":{\"heard\":\"{\\\"a\\\":1}\"}}");
    assertThat(data(events, Kind.TOOL)).containsExactly("{\"code\":\"OK\",\"effect_id\":\"effect-1\",\"name\":\"demo/echo\"}");
    assertThat(callers).singleElement().satisfies(caller -> {
      assertThat(caller.name()).isEqualTo("bot");
      assertThat(caller.proof()).isEqualTo("run-channel");
      assertThat(caller.run()).isNotNull();
    });
  }

  @Test
  void aToolItsManifestDoesNotNameIsDeniedThoughItsAgentHoldsIt() throws Exception {
    List<RunEvent> events =
        run("read input; echo '{\"type\":\"tool\",\"id\":\"x\",\"name\":\"demo/other\"}'; read -r answer; echo \"$answer\" >&2", "tools: [ demo/echo ]");
    assertThat(data(events, Kind.STDERR))
        .containsExactly(
            "{\"type\":\"tool_result\",\"id\":\"x\",\"ok\":false,\"error\":{\"code\":\"PERMISSION_DENIED\",\"message\":\"needs tool:invoke@demo/other\"}}");
    assertThat(data(events, Kind.TOOL)).containsExactly("{\"code\":\"PERMISSION_DENIED\",\"effect_id\":\"\",\"name\":\"demo/other\"}");
  }

  @Test
  void aMalformedCallIsAnsweredWithTheRuleAndCallsNothing() throws Exception {
    List<RunEvent> events = run("read input; echo '{\"type\":\"tool\",\"id\":1,\"input\":{}}'; read -r answer; echo \"$answer\" >&2", "tools: [ demo/echo ]");
    assertThat(data(events, Kind.STDERR)).singleElement().satisfies(line -> assertThat(line).contains("INVALID_ARGUMENT", "tool: 'name' is missing"));
    assertThat(data(events, Kind.LOG)).containsExactly("{\"level\":\"warn\",\"message\":\"tool: 'name' is missing\",\"type\":\"log\"}");
    assertThat(callers).isEmpty();
  }

  @Test
  void callsRunBesideEachOtherAndEachGetsItsOwnAnswer() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    RunTools tools =
        (caller, name, input) -> {
          try {
            both.await(30, TimeUnit.SECONDS);
            return new RunTools.Answer(true, input, "OK", "", "e");
          } catch (Exception e) {
            return new RunTools.Answer(false, null, "INTERNAL", "they did not run together", "");
          }
        };
    try (Workbench open = Workbench.open(folder, tools)) {
      open.deploy(
          "read input; echo '{\"type\":\"tool\",\"id\":1,\"name\":\"demo/a\"}'; echo '{\"type\":\"tool\",\"id\":2,\"name\":\"demo/a\"}'; read -r a; read -r b; echo \"$a\"; echo \"$b\"",
          "tools: [ demo/a ]");
      List<RunEvent> events = open.watch(open.start());
      assertThat(data(events, Kind.STDOUT))
          .containsExactlyInAnyOrder(
              "{\"type\":\"tool_result\",\"id\":1,\"ok\":true,\"output\":\"{}\"}", "{\"type\":\"tool_result\",\"id\":2,\"ok\":true,\"output\":\"{}\"}");
    }
  }

  @Test
  void aToolThatThrowsIsAnAnswerTooAndNotSilence() throws Exception {
    RunTools tools =
        (caller, name, input) -> {
          throw new IllegalStateException("a defect");
        };
    try (Workbench open = Workbench.open(folder, tools)) {
      open.deploy("read input; echo '{\"type\":\"tool\",\"id\":1,\"name\":\"demo/a\"}'; read -r answer; echo \"$answer\"", "tools: [ demo/a ]");
      List<RunEvent> events = open.watch(open.start());
      assertThat(data(events, Kind.STDOUT)).singleElement().satisfies(line -> assertThat(line).contains("\"ok\":false", "INTERNAL").doesNotContain("a defect"));
    }
  }
}
