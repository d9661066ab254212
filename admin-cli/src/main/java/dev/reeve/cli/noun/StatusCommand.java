package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code reeve status}: the same as {@code reeve daemon status}. */
public final class StatusCommand implements Callable<Integer> {

  private final Invocation call;

  private StatusCommand(Invocation call) {
    this.call = call;
  }

  /** Without annotations, for it is asked often and by programs, and reading the first annotation costs a tenth of a start. */
  public static CommandLine line(Invocation call) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(new StatusCommand(call)).name("status");
    spec.usageMessage().description("State of the kernel; the same as 'daemon status'.");
    return new CommandLine(spec);
  }

  @Override
  public Integer call() {
    StatusViews.print(call);
    return 0;
  }
}
