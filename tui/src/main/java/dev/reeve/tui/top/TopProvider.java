package dev.reeve.tui.top;

import dev.reeve.cli.SubcommandProvider;
import dev.reeve.cli.call.Invocation;

/** Brings {@code top} into the command tree. */
public final class TopProvider implements SubcommandProvider {

  @Override
  public String name() {
    return TopCommand.NAME;
  }

  @Override
  public Object command(Invocation call) {
    return new TopCommand(call);
  }
}
