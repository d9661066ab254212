package dev.reeve.cli.manifest;

import dev.reeve.cli.call.InputText;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.ManifestProblem;
import dev.reeve.v1.ValidateRequest;
import dev.reeve.v1.ValidateResponse;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve agent validate}: whether a manifest can be deployed. */
@Command(
    name = "validate",
    description = {
      "Check a manifest by its published schema, and by the kernel what only it knows, where one answers. Nothing is changed.",
      "Every problem is a line 'FILE:LINE:COL: key: message' of standard output. Exit code 0 valid, 2 invalid."
    })
public final class ValidateCommand implements Callable<Integer> {

  private static final int INVALID = 2;

  /** What keeps a kernel from being asked without being anything wrong with the manifest. */
  private static final Set<String> NOT_ASKED = Set.of("UNREACHABLE", "UNIMPLEMENTED", "PERMISSION_DENIED", "UNAUTHENTICATED");

  private final Invocation call;

  @Parameters(paramLabel = "FILE", description = "Manifest in YAML or JSON; - for standard input.")
  private String file = "";

  @Option(names = "--offline", description = "Ask no kernel.")
  private boolean offline;

  @Option(names = "--agent", paramLabel = "NAME", defaultValue = "", description = "Must be the manifest's metadata.name.")
  private String agent = "";

  public ValidateCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    String text = InputText.document(file, call);
    ManifestText manifest = ManifestText.read(text);
    List<ManifestProblem> problems = new ArrayList<>(ManifestSchema.published().problems(manifest));
    String name = manifest.metadata("name");
    if (offline && !agent.isEmpty() && !agent.equals(name)) {
      problems.add(ManifestText.problem(ManifestText.Place.NONE, "metadata.name", "is not '" + agent + "'"));
    }
    ValidateResponse answer = offline ? null : ask(text);
    if (answer != null) {
      add(answer.getProblemsList(), problems);
    }
    Verdict verdict = new Verdict(file, name, manifest.metadata("version"), answer != null, problems);
    if (call.output().table()) {
      problems.forEach(problem -> call.output().line(verdict.line(problem)));
      if (verdict.valid()) {
        call.tell(file + ": " + verdict.title() + (answer != null ? " can be deployed" : " is valid by the schema"));
      }
    } else {
      call.output().one(verdict, Verdict.VIEW);
    }
    return verdict.valid() ? 0 : INVALID;
  }

  private @Nullable ValidateResponse ask(String text) {
    try {
      return call.connect().agents().validate(ValidateRequest.newBuilder().setAgent(agent).setManifest(text).build());
    } catch (ReeveException | StatusRuntimeException failure) {
      ErrorReport report = call.report(failure);
      if (!NOT_ASKED.contains(report.reason())) {
        throw failure;
      }
      call.tell("only the schema was checked: " + report.message());
      return null;
    }
  }

  /** Adds what the kernel found, without what the schema showed of the same key already. */
  private static void add(List<ManifestProblem> found, List<ManifestProblem> problems) {
    List<ManifestProblem> own = List.copyOf(problems);
    found.stream()
        .filter(each -> own.stream().noneMatch(known -> known.getLine() == each.getLine() && known.getKey().equals(each.getKey())))
        .forEach(problems::add);
  }
}
