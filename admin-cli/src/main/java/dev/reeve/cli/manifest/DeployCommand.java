package dev.reeve.cli.manifest;

import dev.reeve.cli.call.InputText;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentScope;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.DeployResponse;
import dev.reeve.v1.DiffAgentRequest;
import dev.reeve.v1.DiffAgentResponse;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve agent deploy}. */
@Command(name = "deploy", description = "Give an agent a version of its manifest, and tell what changes by it.")
public final class DeployCommand implements Callable<Integer> {

  private static final int MOST_LINES = 50;

  private static final TableView<DeployResponse> DEPLOYED = TableView.of(answer -> answer.getAgent().getName());

  private final Invocation call;

  @Parameters(paramLabel = "FILE", description = "Manifest in YAML or JSON; - for standard input.")
  private String file = "";

  @Option(names = "--agent", paramLabel = "NAME", defaultValue = "", description = "Must be the manifest's metadata.name.")
  private String agent = "";

  @Option(
      names = "--scope",
      paramLabel = "user|org|global",
      converter = ScopeWord.class,
      completionCandidates = ScopeWord.class,
      description = "Who sees a new agent; default org. That of one that is there changes by 'reeve agent scope'.")
  private @Nullable AgentScope scope;

  @Option(names = "--force", description = "Add a revision where the version exists with other content.")
  private boolean force;

  @Option(names = "--dry-run", description = "Only show what would change.")
  private boolean dryRun;

  public DeployCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    String manifest = InputText.document(file, call);
    DeployRequest request =
        DeployRequest.newBuilder()
            .setAgent(agent)
            .setManifest(manifest)
            .setForce(force)
            .setDryRun(dryRun)
            .setScope(scope == null ? AgentScope.AGENT_SCOPE_UNSPECIFIED : scope)
            .build();
    KernelClient client = call.connect();
    DiffAgentResponse difference = call.output().json() || call.globals().quiet() ? null : difference(client, manifest);
    DeployResponse answer = client.agents().deploy(request);
    if (call.output().json()) {
      call.output().one(answer, DEPLOYED);
      return 0;
    }
    tell(answer, difference);
    call.output().one(answer.getAgent(), ManifestViews.AGENT);
    return 0;
  }

  /** From what is deployed; null where nothing is, or the kernel does not tell. */
  private static @Nullable DiffAgentResponse difference(KernelClient client, String manifest) {
    String name = ManifestText.read(manifest).metadata("name");
    if (name.isEmpty()) {
      return null;
    }
    try {
      return client.agents().diff(DiffAgentRequest.newBuilder().setAgent(name).setToManifest(manifest).build());
    } catch (StatusRuntimeException untold) {
      return null;
    }
  }

  private void tell(DeployResponse answer, @Nullable DiffAgentResponse difference) {
    Agent deployed = answer.getAgent();
    String title = deployed.getName() + " " + ManifestViews.version(deployed);
    if (dryRun ? difference != null && difference.getChangesCount() == 0 : !answer.getChanged()) {
      call.tell("already deployed: " + title);
      return;
    }
    String former = difference == null || difference.getFrom().isEmpty() ? "" : " in place of " + difference.getFrom();
    call.tell((dryRun ? "would deploy " : "deployed ") + title + former);
    if (difference != null) {
      difference.getChangesList().stream().limit(MOST_LINES).forEach(change -> call.tell("  " + ManifestViews.line(change)));
      int more = difference.getChangesCount() - MOST_LINES;
      if (more > 0) {
        call.tell("  and " + more + " more");
      }
    }
  }
}
