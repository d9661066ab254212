package dev.reeve.tui;

import dev.reeve.cli.SubcommandProvider;
import dev.reeve.cli.call.Invocation;

/** Brings {@code shell} into the command tree. */
public final class ShellProvider implements SubcommandProvider {

  @Override
  public String name() {
    return ShellCommand.NAME;
  }

  @Override
  public Object command(Invocation call) {
    return new ShellCommand(call);
  }
}
