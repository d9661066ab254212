package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.v1.ListCapsulesRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code reeve ps}: what serves in the kernel, and how. */
@Command(name = "ps", description = "What capsules serve: state, calls, errors, how long half and 99 of 100 calls took.")
public final class PsCommand implements Callable<Integer> {

  private final Invocation call;

  public PsCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    call.output()
        .list(
            call.connect().kernel().listCapsules(ListCapsulesRequest.getDefaultInstance()).getCapsulesList().stream()
                .flatMap(capsule -> CapsuleViews.Serving.of(capsule).stream())
                .toList(),
            CapsuleViews.SERVING);
    return 0;
  }
}
