package dev.reeve.cli.manifest;

import dev.reeve.cli.call.InputText;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.AgentVersion;
import dev.reeve.v1.DiffAgentRequest;
import dev.reeve.v1.DiffAgentResponse;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve agent diff}. */
@Command(
    name = "diff",
    description = {
      "Where two versions of an agent differ, key by key: FROM and TO, or a version and a file.",
      "With NAME alone the version before and what is deployed.",
      "A version is 1.2.0 for its newest revision, 1.2.0#1 for a certain one."
    })
public final class DiffCommand implements Callable<Integer> {

  private static final TableView<DiffAgentResponse> WHOLE = TableView.of(DiffAgentResponse::getTo);

  private static final int MOST_VERSIONS = 10_000;

  private final Invocation call;

  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the agent.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "FROM", arity = "0..1", description = "Version before; default: the one before what is deployed, with --file what is deployed.")
  private @Nullable String from;

  @Parameters(index = "2", paramLabel = "TO", arity = "0..1", description = "Version after; default: what is deployed.")
  private @Nullable String to;

  @Option(names = "--file", paramLabel = "FILE", description = "Instead of TO: a manifest in YAML or JSON; - for standard input.")
  private @Nullable String file;

  public DiffCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    if (file != null && to != null) {
      throw ReeveException.usage("TO and --file exclude each other", "give one of them");
    }
    String manifest = file == null ? "" : InputText.document(file, call);
    KernelClient client = call.connect();
    DiffAgentRequest request =
        DiffAgentRequest.newBuilder()
            .setAgent(name)
            .setFrom(from != null ? from : file != null ? "" : before(client))
            .setTo(to == null ? "" : to)
            .setToManifest(manifest)
            .build();
    DiffAgentResponse answer = client.agents().diff(request);
    if (call.output().json()) {
      call.output().one(answer, WHOLE);
      return 0;
    }
    if (answer.getChangesCount() == 0) {
      call.tell("no difference");
      return 0;
    }
    call.tell(answer.getFrom() + " and " + (file == null ? answer.getTo() : file));
    call.output().list(answer.getChangesList(), ManifestViews.CHANGE);
    return 0;
  }

  /** The revision that was deployed before the present one. */
  private String before(KernelClient client) {
    List<AgentVersion> versions = AgentLife.versions(client, name, MOST_VERSIONS);
    for (int at = 0; at + 1 < versions.size(); at++) {
      if (versions.get(at).getCurrent()) {
        return versions.get(at + 1).getVersion() + "#" + versions.get(at + 1).getRevision();
      }
    }
    throw ReeveException.local(
        LocalError.NOT_FOUND, "nothing was deployed before what " + name + " is now", "give a version, or --file; see 'reeve agent versions'");
  }
}
