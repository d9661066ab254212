package dev.reeve.cli.demo;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code reeve demo}: a kernel of its own in a temporary home, from start to end, with every claim checked. */
@Command(
    name = "demo",
    description = {
      "Show what Reeve does, on a kernel of its own in a temporary folder that is gone afterwards.",
      "Exit code 0 only when every check passed. In JSON and YAML standard output has the checks alone."
    })
public final class DemoCommand implements Callable<Integer> {

  private final Invocation call;

  public DemoCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() throws IOException {
    Path distribution = call.surroundings().distribution();
    if (distribution == null) {
      throw ReeveException.local(
          LocalError.FAILED,
          "the demo needs the capsules and the example of a distribution",
          "use the launcher 'reeve', which names the distribution's folder in the system property " + Surroundings.DISTRIBUTION);
    }
    return new Demo(call, distribution.toRealPath()).run();
  }
}
