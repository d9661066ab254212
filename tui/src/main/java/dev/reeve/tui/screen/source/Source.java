package dev.reeve.tui.screen.source;

import dev.reeve.tui.screen.Action;
import dev.reeve.tui.screen.Effect;
import dev.reeve.tui.screen.Event;

/** Where effects are carried out. Each call blocks, within its bounds, and answers what came of it; safe for use from several threads. */
public interface Source extends AutoCloseable {

  /** {@link Event.Loaded} or {@link Event.Failed}, of the ticket of the question. */
  Event fetch(Effect.Fetch asked);

  /** {@link Event.Done} or {@link Event.Refused}. */
  Event act(Action action);

  /** Ends what is under way. */
  @Override
  void close();
}
