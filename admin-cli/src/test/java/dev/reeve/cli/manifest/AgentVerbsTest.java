package dev.reeve.cli.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.v1.AgentDependants;
import dev.reeve.v1.AgentScope;
import dev.reeve.v1.DeleteAgentRequest;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.ListAgentsRequest;
import dev.reeve.v1.SetStatusRequest;
import dev.reeve.v1.WatchAgentRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
@Timeout(30)
class AgentVerbsTest {

  @TempDir Path home;

  private final Interrupts interrupts = new Interrupts();
  private TestKernel kernel;

  @BeforeEach
  void start() throws IOException {
    kernel = TestKernel.at(home);
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private Typed type(String... words) {
    return withInput("", words);
  }

  private Typed withInput(String input, String... words) {
    return new Typed.Desk(home, ReeveCommand::execute, interrupts).typeWithInput(input, words);
  }

  private String manifest(String name, String version) throws IOException {
    return Files.writeString(home.resolve(name + "-" + version + ".yaml"), text(name, version)).toString();
  }

  private static String text(String name, String version) {
    return "metadata:\n  name: " + name + "\n  version: " + version + "\n";
  }

  private void deployed(String name, String... versions) throws IOException {
    assertThat(type("agent", "create", name, "-q").exit()).isZero();
    for (String version : versions) {
      assertThat(type("agent", "deploy", manifest(name, version), "-q").exit()).isZero();
    }
  }

  @Test
  void aDeploymentSaysWhatChanges() throws IOException {
    assertThat(type("agent", "deploy", manifest("bot", "1.0.0"), "--scope", "user").err()).isEqualTo("deployed bot 1.0.0\n");
    assertThat(kernel.last(DeployRequest.class).getScope()).isEqualTo(AgentScope.AGENT_SCOPE_USER);
    String told = "bot 1.1.0 in place of 1.0.0#1\n  metadata.version: \"1.0.0#1\" becomes \"1.1.0\"\n  spec.env.A: new, \"\\u001b[2J\"\n";
    assertThat(type("agent", "deploy", manifest("bot", "1.1.0"), "--dry-run").err()).isEqualTo("would deploy " + told);
    Typed typed = type("agent", "deploy", manifest("bot", "1.1.0"));
    assertThat(typed.err()).isEqualTo("deployed " + told);
    assertThat(typed.out()).containsPattern("VERSION +1\\.1\\.0").containsPattern("SCOPE +user");
    assertThat(type("agent", "deploy", manifest("bot", "1.1.0"), "--dry-run").err()).isEqualTo("already deployed: bot 1.1.0\n");
  }

  @Test
  void aManifestComesFromStandardInputToo() {
    assertThat(withInput(text("bot", "1.0.0"), "agent", "deploy", "-", "-q").exit()).isZero();
    assertThat(type("agent", "deploy", "-", "--no-input").err()).contains("--no-input forbids");
    assertThat(type("agent", "deploy", home.toString()).err()).contains("is a folder");
    assertThat(type("agent", "deploy", "-", "--scope", "mine").err()).contains("'mine' is not one of user, org, global");
  }

  @Test
  void otherContentOfAVersionNeedsForce() throws IOException {
    deployed("bot", "1.0.0");
    Path other = Files.writeString(home.resolve("other.yaml"), text("bot", "1.0.0") + "spec: {}\n");
    assertThat(type("agent", "deploy", other.toString()).exit()).isEqualTo(8);
    assertThat(type("agent", "deploy", other.toString(), "--force").err()).contains("deployed bot 1.0.0 rev 2");
  }

  @Test
  void versionsAreListedComparedAndRolledBack() throws IOException {
    deployed("bot", "1.0.0", "1.1.0");
    assertThat(type("agent", "versions", "bot", "-o", "name").out()).isEqualTo("1.1.0#1\n1.0.0#1\n");
    assertThat(type("agent", "versions", "bot").out()).containsPattern("1\\.1\\.0 +1 +yes").containsPattern("1\\.0\\.0 +1 +no");
    assertThat(type("agent", "diff", "bot").out()).containsPattern("metadata.version +\"1\\.0\\.0#1\" +\"1\\.1\\.0#1\"").doesNotContain("\u001b");
    assertThat(type("agent", "diff", "bot", "1.0.0", "1.1.0").err()).isEqualTo("1.0.0 and 1.1.0\n");
    assertThat(type("agent", "diff", "bot", "--file", manifest("bot", "1.2.0")).out()).contains("\"1.2.0\"");
    assertThat(type("agent", "diff", "bot", "1.1.0", "1.1.0").err()).isEqualTo("no difference\n");
    assertThat(type("agent", "diff", "bot", "1", "2", "--file", "x").exit()).isEqualTo(2);
    assertThat(type("agent", "rollback", "bot", "1.0.0", "--dry-run").err()).isEqualTo("would roll back bot to 1.0.0\n");
    assertThat(type("agent", "rollback", "bot", "1.0.0", "--revision", "1").err()).isEqualTo("rolled back bot to 1.0.0 revision 1\n");
    assertThat(type("agent", "rollback", "bot", "1.0.0").err()).isEqualTo("nothing changed for bot\n");
    assertThat(type("agent", "rollback", "bot", "9.9.9").exit()).isEqualTo(3);
    Typed first = type("agent", "diff", "bot");
    assertThat(first.exit()).isEqualTo(3);
    assertThat(first.err()).contains("nothing was deployed before what bot is now");
  }

  @Test
  void scopeAndStatusChangeInWords() throws IOException {
    deployed("bot", "1.0.0");
    assertThat(type("agent", "scope", "bot", "global", "--dry-run").err()).isEqualTo("would move bot from org to global\n");
    Typed moved = type("agent", "scope", "bot", "global");
    assertThat(moved.err()).isEqualTo("moved bot from org to global\n");
    assertThat(moved.out()).containsPattern("SCOPE +global");
    assertThat(type("agent", "scope", "bot", "user").exit()).isEqualTo(8);
    assertThat(type("agent", "scope", "bot", "everyone").exit()).isEqualTo(2);
    Typed paused = type("agent", "pause", "bot", "--reason", "night\u0007");
    assertThat(paused.err()).isEqualTo("made bot paused\n");
    assertThat(paused.out()).containsPattern("STATUS +paused: night\\\\u0007");
    assertThat(type("agent", "archive", "bot", "--dry-run").err()).isEqualTo("would make bot archived\n");
    assertThat(kernel.last(SetStatusRequest.class).getDryRun()).isTrue();
    assertThat(type("agent", "resume", "bot").err()).isEqualTo("made bot active\n");
    assertThat(type("agent", "resume", "bot").err()).isEqualTo("nothing changed for bot\n");
    assertThat(type("agent", "archive", "none").exit()).isEqualTo(3);
  }

  @Test
  void agentsAreListedByWhatTheyHaveDeployed() throws IOException {
    deployed("ant", "1.0.0");
    deployed("bee", "2.0.0");
    assertThat(type("agent", "create", "cow", "-q").exit()).isZero();
    assertThat(type("agent", "scope", "bee", "global", "-q").exit()).isZero();
    assertThat(type("agent", "list", "-o", "name").out()).isEqualTo("ant\nbee\ncow\ndefault\n");
    assertThat(type("agent", "list", "-o", "name", "--scope", "global").out()).isEqualTo("bee\n");
    assertThat(type("agent", "list", "-o", "name", "--status", "active", "--limit", "1").out()).isEqualTo("ant\n");
    assertThat(type("agent", "list", "-o", "name", "--label", "team=ant", "--own").out()).isEqualTo("ant\n");
    assertThat(kernel.last(ListAgentsRequest.class).getOwn()).isTrue();
    assertThat(type("agent", "list", "-o", "name", "--label", "team=ant", "--label", "team=bee").out()).isEmpty();
    assertThat(type("agent", "list").out()).containsPattern("VERSION +SCOPE +STATUS +RUNS").containsPattern("bee .*2\\.0\\.0 +global +active +0");
    assertThat(type("agent", "show", "bee").out()).containsPattern("LABELS +team=bee").containsPattern("AGENT OWNER +default");
    assertThat(type("agent", "list", "--status", "asleep").exit()).isEqualTo(2);
  }

  @Test
  void deletingShowsWhatDependsOnItBeforeAsking() throws IOException {
    deployed("bot", "1.0.0");
    kernel.agents().depend(AgentDependants.newBuilder().setRunCount(3).setVersionCount(1).addAgents("cat").build());
    Typed no = withInput("n\n", "agent", "delete", "bot");
    assertThat(no.exit()).isEqualTo(1);
    assertThat(no.err())
        .startsWith(
            """
              runs on record, which stay: 3
              deployed revisions, which go: 1
              agents whose manifests name it: cat
            Delete principal bot? Its name is not used again. [y/N]\
            """)
        .contains("nothing was deleted");
    assertThat(type("agent", "delete", "bot", "--no-input").exit()).isEqualTo(2);
    assertThat(type("agent", "show", "bot").exit()).isZero();
    assertThat(type("agent", "delete", "bot", "--dry-run").err()).contains("cat", "would delete principal bot");
    assertThat(type("agent", "delete", "bot", "-y").err()).contains("deleted principal bot");
    assertThat(type("agent", "show", "bot").exit()).isEqualTo(3);
    assertThat(type("agent", "delete", "bot", "-y").exit()).isZero();
  }

  @Test
  void liveRunsKeepAnAgentUnlessTheyMayBeCancelled() throws IOException {
    deployed("bot", "1.0.0");
    kernel.agents().depend(AgentDependants.newBuilder().setLiveRunCount(2).addLiveRuns("r1").addLiveRuns("r2").build());
    Typed refused = type("agent", "delete", "bot", "-y");
    assertThat(refused.exit()).isEqualTo(8);
    assertThat(refused.err()).contains("  live runs: 2\n    r1\n    r2\n", "bot has 2 live runs; nothing was deleted", "--force");
    assertThat(kernel.requests().stream().filter(DeleteAgentRequest.class::isInstance).map(DeleteAgentRequest.class::cast))
        .allMatch(DeleteAgentRequest::getDryRun);
    Typed forced = type("agent", "delete", "bot", "-y", "--force");
    assertThat(forced.exit()).isZero();
    assertThat(forced.err()).contains("live runs: 2, which are cancelled", "deleted principal bot");
    assertThat(kernel.last(DeleteAgentRequest.class).getForce()).isTrue();
  }

  @Test
  void manifestsGoAloneWhereThatIsAskedFor() throws IOException {
    deployed("bot", "1.0.0");
    assertThat(type("agent", "delete", "bot", "--manifests-only", "--dry-run").err()).contains("would delete the manifests of bot");
    assertThat(type("agent", "delete", "bot", "--manifests-only", "--diff").exit()).isEqualTo(2);
    Typed typed = withInput("y\n", "agent", "delete", "bot", "--manifests-only");
    assertThat(typed.exit()).isZero();
    assertThat(typed.err()).contains("Delete the manifests of bot?", "deleted the manifests of bot");
    assertThat(type("agent", "show", "bot", "-o", "json").out()).contains("\"agent\": null");
    assertThat(type("agent", "delete", "bot", "--manifests-only", "-y").exit()).isEqualTo(3);
  }

  @Test
  void whatAnAgentsRunsPrintIsShownOnceAlsoWhenTheStreamBreaks() throws IOException {
    deployed("bot", "1.0.0");
    kernel.agents().breakStreams(1);
    Typed typed = type("agent", "logs", "bot", "--runs", "2", "-q");
    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).isEqualTo("run-1 stdout    one \\u001b[2J\nrun-2 stdout    two\nrun-1 stdout    three\n");
    assertThat(kernel.last(WatchAgentRequest.class).getRuns()).isEqualTo(2);
    assertThat(type("agent", "logs", "bot", "-o", "jsonl").out()).contains("{\"schemaVersion\":1,\"run\":\"run-2\",\"event\":{\"sequence\":\"1\"");
    assertThat(type("agent", "logs", "bot", "--runs", "51").exit()).isEqualTo(2);
    assertThat(type("agent", "logs", "none").exit()).isEqualTo(3);
    assertThat(type("agent", "logs", "bot", "-f", "--timeout", "200ms").exit()).isEqualTo(9);
  }

  @Test
  void anInterruptEndsFollowingAtOnce() throws Exception {
    deployed("bot", "1.0.0");
    CompletableFuture<Typed> typed = CompletableFuture.supplyAsync(() -> type("agent", "logs", "bot", "-f"));
    while (kernel.calls().stream().noneMatch(call -> call.method().endsWith("AgentService/Watch"))) {
      Thread.onSpinWait();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    interrupts.fire();
    Typed ended = typed.get(20, TimeUnit.SECONDS);
    assertThat(ended.err()).isEqualTo("reeve: interrupted\n");
    assertThat(ended.exit()).isEqualTo(130);
  }
}
