package dev.reeve.tui;

import dev.reeve.cli.SubcommandProvider;
import dev.reeve.cli.call.Invocation;

/** Brings {@code talk} into the command tree. */
public final class TalkProvider implements SubcommandProvider {

  @Override
  public String name() {
    return TalkCommand.NAME;
  }

  @Override
  public Object command(Invocation call) {
    return new TalkCommand(call);
  }
}
