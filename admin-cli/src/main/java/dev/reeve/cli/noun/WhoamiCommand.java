package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.v1.WhoAmIRequest;
import dev.reeve.v1.WhoAmIResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code reeve whoami}: whom the kernel takes the caller for. */
@Command(name = "whoami", description = "Whom the kernel takes you for, and why.")
public final class WhoamiCommand implements Callable<Integer> {

  private static final TableView<WhoAmIResponse> VIEW =
      TableView.of(WhoAmIResponse::getPrincipal)
          .with("PRINCIPAL", WhoAmIResponse::getPrincipal)
          .with("ID", WhoAmIResponse::getPrincipalId)
          .with("PROOF", WhoAmIResponse::getProof)
          .with("KEY", WhoAmIResponse::getKeyId)
          .with("SCOPE", who -> who.getKeyId().isEmpty() ? "" : KeyViews.scope(who.getScope()))
          .with("SESSION", WhoAmIResponse::getSessionId)
          .with("UID", who -> Integer.toUnsignedString(who.getPeer().getUid()))
          .with("PID", who -> Integer.toString(who.getPeer().getPid()))
          .with("GROUPS", who -> Words.join(who.getGroupsList()))
          .with("MAY BE", who -> Words.join(who.getEntitledList()));

  private final Invocation call;

  public WhoamiCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    call.output().one(call.connect().session().whoAmI(WhoAmIRequest.getDefaultInstance()), VIEW);
    return 0;
  }
}
