package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.TableView;
import dev.reeve.v1.CheckRequest;
import dev.reeve.v1.CheckResponse;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve caps}: who may do what. */
@Command(name = "caps", description = "Who may do what.")
public final class CapsNoun {

  /** Exit code when the answer is no. */
  private static final int DENIED = 4;

  private static final TableView<CheckResponse> ANSWER =
      TableView.of(CheckResponse::getCode)
          .with("ALLOWED", answer -> answer.getAllowed() ? "yes" : "no")
          .with("CODE", CheckResponse::getCode)
          .with("PATTERN", CheckResponse::getPattern)
          .with("SOURCE", CheckResponse::getSource);

  private final Invocation call;

  public CapsNoun(Invocation call) {
    this.call = call;
  }

  @Command(name = "check", description = "Ask the enforcing function itself. Exit code 0 when allowed, 4 when denied.")
  int check(
      @Parameters(paramLabel = "PRINCIPAL") String principal,
      @Parameters(paramLabel = "CAP", description = "An action such as run:start.") String capability,
      @Option(names = "--resource", paramLabel = "R", defaultValue = "", description = "What would follow '@'.") String resource,
      @Option(names = "--explain", description = "Show each step of the decision.") boolean explain) {
    CheckResponse answer =
        call.connect()
            .policy()
            .check(CheckRequest.newBuilder().setPrincipal(principal).setCapability(capability).setResource(resource).build());
    call.output().one(answer, ANSWER);
    if (explain && !call.output().json()) {
      List<String> steps = answer.getStepsList();
      for (int at = 0; at < steps.size(); at++) {
        call.output().line((at + 1) + ". " + steps.get(at));
      }
    }
    return answer.getAllowed() ? 0 : DENIED;
  }
}
