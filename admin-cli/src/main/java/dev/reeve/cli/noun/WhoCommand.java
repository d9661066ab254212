package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reeve who}: who is connected, and how it was proved. */
@Command(name = "who", description = "Who is connected, from which process, since when, how it was proved, and how many calls it made.")
public final class WhoCommand implements Callable<Integer> {

  private final Invocation call;

  @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: principal=P.")
  private @Nullable List<String> filter;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.")
  private int limit;

  public WhoCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    call.output().list(SessionViews.sessions(call.connect(), filter, limit), SessionViews.who());
    return 0;
  }
}
