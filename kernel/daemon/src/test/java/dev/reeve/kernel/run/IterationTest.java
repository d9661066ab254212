package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.run.RunEvent.Kind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Iterative mode: again with feedback until a validator passes or the iterations are spent. */
@Timeout(120)
class IterationTest {

  @TempDir private Path folder;

  private Workbench bench;

  @BeforeEach
  void open() throws Exception {
    bench = Workbench.open(folder);
  }

  @AfterEach
  void close() {
    bench.close();
    assertThat(bench.runtime.processes()).as("processes left behind").isZero();
  }

  private List<String> data(Run run, Kind kind) {
    return bench.events(run.id(), 0).stream().filter(event -> event.kind() == kind).map(RunEvent::data).toList();
  }

  private static String output(String json) {
    return "echo '{\"type\":\"output\",\"value\":" + json + "}'";
  }

  @Test
  void itIsRunAgainWithFeedbackUntilTheSchemaPasses() throws Exception {
    bench.deploy(
        "read line; printf '%s\\n' \"$line\" >&2; n=$(cat " + folder + "/n 2>/dev/null || echo 0); n=$((n+1)); echo $n > " + folder
            + "/n; if [ $n -lt 3 ]; then " + output("{\"n\":\"'$n'\"}") + "; else " + output("{\"n\":'$n'}") + "; fi",
        "execution: { mode: iterative, validation: [ { type: json_schema, schema: { type: object, properties: { n: { type: integer } } } } ] }");
    Run run = bench.run();
    assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(run.result()).isEqualTo("{\"n\":3}");
    assertThat(run.iteration()).isEqualTo(3);
    assertThat(data(run, Kind.STATE)).containsExactly("QUEUED", "STARTING", "RUNNING", "SUCCEEDED");
    List<String> inputs = data(run, Kind.STDERR);
    assertThat(inputs).hasSize(3);
    assertThat(inputs.getFirst()).doesNotContain("feedback");
    assertThat(inputs.get(1)).contains("\"iteration\":2,\"feedback\":\"the result does not match: result/n: ").contains("\"previous\":{\"n\":\"1\"}");
    assertThat(data(run, Kind.ITERATION)).extracting(text -> text.contains("\"passed\":true")).containsExactly(false, false, true);
    assertThat(data(run, Kind.ITERATION).getFirst()).contains("\"validator\":\"json_schema\"");
  }

  @Test
  void spentIterationsAreAFailureWithTheLastFeedback() throws Exception {
    bench.deploy("read line; echo wrong >&2; exit 4", "execution: { mode: iterative, maxIterations: 2 }");
    Run run = bench.run();
    assertThat(run.state()).isEqualTo(RunState.FAILED);
    assertThat(run.reason()).isEqualTo("none of 2 iterations passed; the last: the exit code is 4, not 0; it said: wrong");
    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.iteration()).isEqualTo(2);
    assertThat(run.result()).isNull();
  }

  @Test
  void anExitCodeThatIsExpectedPassesAndZeroDoesNotThen() throws Exception {
    bench.deploy("read line; exit 3", "execution: { mode: iterative, validation: [ { type: exit_code, expected: 3 } ] }");
    assertThat(bench.run().state()).isEqualTo(RunState.SUCCEEDED);
    bench.deploy("read line; exit 0", "execution: { mode: iterative, maxIterations: 1, validation: [ { type: exit_code, expected: 3 } ] }");
    assertThat(bench.run().reason()).startsWith("none of 1 iterations passed; the last: the exit code is 0, not 3");
  }

  @Test
  void patternsLookAtResultConsoleTextOrErrors() throws Exception {
    bench.deploy(
        "read line; echo console; echo oops >&2; " + output("\"the answer is 42\""),
        "execution: { mode: iterative, maxIterations: 1, validation: [ { type: regex, pattern: 'is \\d+$' },"
            + " { type: regex, pattern: '^console$', target: stdout }, { type: regex, pattern: oops, target: stderr } ] }");
    // A pattern with anchors looks at the whole text unless it says otherwise.
    assertThat(bench.run().reason()).isEqualTo("none of 1 iterations passed; the last: '^console$' is not found in the stdout");
    bench.deploy(
        "read line; echo console; echo oops >&2; " + output("\"the answer is 42\""),
        "execution: { mode: iterative, maxIterations: 1, validation: [ { type: regex, pattern: 'is \\d+$' },"
            + " { type: regex, pattern: '(?m)^console$', target: stdout }, { type: regex, pattern: oops, target: stderr } ] }");
    assertThat(bench.run().state()).isEqualTo(RunState.SUCCEEDED);
  }

  @Test
  void anIterationThatTakesTooLongIsEndedAndTheNextGetsToKnow() throws Exception {
    bench.deploy(
        "read line; if [ -e " + folder + "/once ]; then printf '%s\\n' \"$line\"; exit 0; fi; touch " + folder + "/once; exec sleep 600",
        "execution: { mode: iterative, iterationTimeout: 1s }");
    Run run = bench.run();
    assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(run.iteration()).isEqualTo(2);
    assertThat(data(run, Kind.STDOUT).getFirst()).contains("\"feedback\":\"the iteration took longer than PT1S");
  }

  @Test
  void aOneShotRunHasOneIterationAndItsTimeoutIsAFailure() throws Exception {
    bench.deploy("read line; exec sleep 600", "execution: { iterationTimeout: 1s }");
    Run run = bench.run();
    assertThat(run.state()).isEqualTo(RunState.FAILED);
    assertThat(run.reason()).isEqualTo("the iteration took too long");
    assertThat(run.iteration()).isZero();
  }

  @Test
  void aCancelEndsIterationsForGood() throws Exception {
    bench.deploy("read line; echo on; read go", "execution: { mode: iterative }");
    Run run = bench.start();
    bench.watch(run.id(), event -> event.data().equals("on"));
    RunOperations.Cancellation done = bench.runs.cancel(bench.alice, run.id(), "", 0);
    assertThat(done.run().state()).isEqualTo(RunState.CANCELLED);
    assertThat(done.run().iteration()).isEqualTo(1);
    assertThat(data(run, Kind.ITERATION)).isEmpty();
  }
}
