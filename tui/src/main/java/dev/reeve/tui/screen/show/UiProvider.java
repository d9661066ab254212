package dev.reeve.tui.screen.show;

import dev.reeve.cli.SubcommandProvider;
import dev.reeve.cli.call.Invocation;
import java.time.InstantSource;

/** Brings {@code ui} into the command tree. */
public final class UiProvider implements SubcommandProvider {

  @Override
  public String name() {
    return UiCommand.NAME;
  }

  @Override
  public Object command(Invocation call) {
    return new UiCommand(call, InstantSource.system());
  }
}
