package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code reeve status}: the same as {@code reeve daemon status}. */
@Command(name = "status", description = "State of the kernel; the same as 'daemon status'.")
public final class StatusCommand implements Callable<Integer> {

  private final Invocation call;

  public StatusCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    StatusViews.print(call);
    return 0;
  }
}
