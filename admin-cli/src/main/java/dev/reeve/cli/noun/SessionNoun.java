package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.TableView;
import dev.reeve.v1.EndSessionRequest;
import dev.reeve.v1.EndSessionResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve session}: principals on their connections. */
@Command(name = "session", addMethodSubcommands = false, description = "Principals on their connections.")
public final class SessionNoun {

  private static final TableView<EndSessionResponse> ENDED =
      TableView.of((EndSessionResponse answer) -> answer.getChanged() ? "yes" : "no")
          .with("CHANGED", answer -> answer.getChanged() ? "yes" : "no");

  private final Invocation call;

  public SessionNoun(Invocation call) {
    this.call = call;
  }

  @Command(name = "list", aliases = "ls", description = "Who is connected; the same as 'who', with the ids of sessions.")
  int list(
      @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: principal=P.") @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    call.output().list(SessionViews.sessions(call.connect(), filter, limit), SessionViews.withId());
    return 0;
  }

  @Command(name = "end", description = "End a session: its streams, and its connection when nobody else uses it.")
  int end(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--dry-run", description = "Only show whether there is one.") boolean dryRun) {
    EndSessionResponse answer = call.connect().session().endSession(EndSessionRequest.newBuilder().setId(id).setDryRun(dryRun).build());
    call.tell((dryRun ? "would end" : answer.getChanged() ? "ended" : "nothing changed for") + " session " + id);
    call.output().one(answer, ENDED);
    return 0;
  }
}
