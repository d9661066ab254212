package dev.reeve.kernel.agent;

import static dev.reeve.kernel.agent.AgentDesk.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RunSpec;
import dev.reeve.capsule.RuntimeDescription;
import dev.reeve.kernel.document.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code Validate} finds. */
@Timeout(60)
class ManifestChecksTest {

  @TempDir Path folder;
  private AgentDesk desk;

  @BeforeEach
  void open() throws Exception {
    desk = new AgentDesk(folder);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private List<String> problems(String named, String text) {
    return desk.agents.validate(named, text).problems().stream().map(Object::toString).toList();
  }

  @Test
  void aGoodManifestHasNoProblemAndChangesNothing() {
    ManifestFile.Checked checked = desk.agents.validate("ada", manifest("ada", "1.0.0"));
    assertThat(checked.problems()).isEmpty();
    assertThat(checked.name()).isEqualTo("ada");
    assertThat(checked.version()).isEqualTo("1.0.0");
    assertThat(desk.store.list("SELECT 1 FROM agents", row -> 1)).isEmpty();
  }

  @Test
  void everyProblemHasItsPlaceKeyAndWords() {
    ManifestFile.Checked checked =
        desk.agents.validate("", manifest("ada", "1.0.0", "  limits: {cpuPercent: 5, memory: x}\n  tools: [x]\n").replace("process", "other"));
    assertThat(checked.problems())
        .containsExactly(
            new Problem("manifest", 5, 19, "spec.runtime.name", "no capsule brings a runtime 'other'"),
            new Problem("manifest", 6, 35, "spec.limits.memory", "expected a size such as \"512MiB\" or a number of bytes, found a string ('x')"),
            new Problem("manifest", 7, 10, "spec.tools", "'x' is no tool name such as files/read or files/*"));
    assertThat(checked.manifest()).isNull();
    assertThat(checked.name()).isEqualTo("ada");
    assertThat(checked.version()).isEqualTo("1.0.0");
  }

  @Test
  void whatIsNoDocumentIsAProblemAndNoError() {
    for (String text : List.of("", "[]", "a: [", "\u0000", "a: &x b\nc: *x\n", "- ".repeat(200), "#" + "x".repeat(ManifestFile.MAX_BYTES))) {
      ManifestFile.Checked checked = desk.agents.validate("", text);
      assertThat(checked.problems()).isNotEmpty();
      assertThat(checked.manifest()).isNull();
      assertThat(checked.name()).isEmpty();
    }
  }

  @Test
  void anAgentIsAPrincipalAndTheOneAskedFor() {
    assertThat(problems("", manifest("nobody", "1.0.0")))
        .containsExactly("manifest:3:18: metadata.name: there is no principal of this name, which an agent is: create it first");
    assertThat(problems("bob", manifest("ada", "1.0.0"))).containsExactly("manifest:3:18: metadata.name: is 'ada', but it was checked for 'bob'");
  }

  @Test
  void aRuntimeThatCannotDescribeItselfIsAProblem() {
    desk.runtimes.put("broken", new Broken());
    assertThat(problems("", manifest("ada", "1.0.0").replace("name: process", "name: broken")))
        .containsExactly(
            "manifest:5:12: spec.runtime: has a fault",
            "manifest:5:19: spec.runtime.name: the runtime 'broken' cannot say what it does here: it is gone");
  }

  private static final class Broken implements dev.reeve.capsule.AgentRuntime {

    @Override
    public RuntimeDescription describe() throws CapsuleException {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "it is gone");
    }

    @Override
    public void validate(Map<String, @org.jspecify.annotations.Nullable Object> runtime) throws CapsuleException {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "has a fault");
    }

    @Override
    public void start(RunSpec spec, RunSink sink) {}

    @Override
    public void send(String runId, String line) {}

    @Override
    public void stop(String runId, java.time.Duration grace) {}
  }
}
