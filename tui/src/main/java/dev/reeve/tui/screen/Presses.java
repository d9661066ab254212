package dev.reeve.tui.screen;

import dev.reeve.tui.screen.Update.Next;
import java.util.List;
import java.util.Optional;

/** What a key makes of a state; where the screen is too small to show anything, it only leaves. */
final class Presses {

  /** Farther than any list is long. */
  private static final int ALL = 1 << 29;

  private Presses() {}

  static Next of(State state, Key key) {
    if (!Painter.fits(state)) {
      boolean leaves = key.equals(Command.LEAVE.key()) || key.equals(Command.STOP.key());
      return leaves ? new Next(state, List.of(new Effect.Leave())) : Next.of(state);
    }
    return switch (state.mode()) {
      case Mode.Typing typing -> Typed.of(state, typing, key);
      case Mode.Asking asking -> answered(state, asking.action(), key);
      case Mode.Browsing() ->
          Command.of(key, state.top().place())
              .map(command -> command.changes() && state.given().readonly() ? refused(state) : done(state, command))
              .orElseGet(() -> Next.of(state.telling(key.shown() + " does nothing here; ? shows the keys")));
    };
  }

  private static Next refused(State state) {
    return Next.of(state.telling("--readonly: nothing is changed from here"));
  }

  private static Next answered(State state, Action action, Key key) {
    State browsing = state.in(new Mode.Browsing());
    if (key.equals(Key.of('y'))) {
      return new Next(browsing.telling("asked for …"), List.of(new Effect.Act(action)));
    }
    return key.equals(Key.of('n')) || key == Key.Named.ESC || key == Key.Named.INTERRUPT
        ? Next.of(browsing.telling("nothing was done"))
        : Next.of(state);
  }

  private static Next done(State state, Command command) {
    int page = Painter.room(state);
    return switch (command) {
      case RUNS, APPROVALS, AGENTS, GROUPS, CAPS, QUOTAS, CAPSULES, AUDIT, EVENTS -> command.topic().map(topic -> go(state, topic)).orElseThrow();
      case OPEN -> row(state).map(row -> open(state, new Place.Item(state.top().place().topic(), row.id(), row.about()))).orElseGet(() -> none(state));
      case LOGS -> run(state).map(run -> open(state, new Place.Log(run.run(), run.about(), false))).orElseGet(() -> none(state));
      case FOLLOW -> follow(state);
      case CANCEL ->
          run(state)
              .map(run -> Next.of(state.in(new Mode.Asking(new Action.Cancel(run.run(), run.about())))))
              .orElseGet(() -> none(state));
      case APPROVE, DENY -> Answers.begin(state, command == Command.APPROVE);
      case CHOOSE -> choose(state);
      case FILTER -> Next.of(state.in(new Mode.Typing(new Mode.Purpose.Filter(state.top().look().filter()), state.top().look().filter())));
      case GO -> Next.of(state.in(new Mode.Typing(new Mode.Purpose.Go(), "")));
      case SORT -> Next.of(sorted(state));
      case REVERSE -> Next.of(state.replaced(frame -> frame.looked(frame.look().sorted(frame.look().sort(), !frame.look().reverse()))));
      case REFRESH -> Update.fetch(state);
      case HELP -> state.top().place() instanceof Place.Help ? back(state) : open(state, new Place.Help(state.top().place()));
      case BACK ->
          state.top().look().filter().isEmpty() ? back(state) : Next.of(state.replaced(frame -> frame.looked(frame.look().filtered(""))));
      case LEAVE, STOP -> new Next(state, List.of(new Effect.Leave()));
      case UP -> Next.of(Moves.by(state, -1));
      case DOWN -> Next.of(Moves.by(state, 1));
      case PAGE_UP -> Next.of(Moves.by(state, -page));
      case PAGE_DOWN -> Next.of(Moves.by(state, page));
      case FIRST -> Next.of(Moves.by(state, -ALL));
      case LAST -> Next.of(Moves.by(state, ALL));
    };
  }

  /** To the list of a topic, from which there is no way back. */
  static Next go(State state, Topic topic) {
    return Update.fetch(state.on(List.of(Frame.of(new Place.Listing(topic)))));
  }

  static Next open(State state, Place place) {
    return Update.fetch(state.pushed(place));
  }

  private static Next none(State state) {
    return Next.of(state.telling("there is nothing under the cursor"));
  }

  /** What one comes back to was fetched a while ago. */
  private static Next back(State state) {
    State popped = state.popped();
    return popped.frames().size() == state.frames().size() ? Next.of(state) : Update.fetch(popped);
  }

  private static Next follow(State state) {
    if (state.top().place() instanceof Place.Log log) {
      return Update.fetch(state.replaced(frame -> frame.moved(new Place.Log(log.run(), log.about(), !log.follow()))));
    }
    return run(state).map(run -> open(state, new Place.Log(run.run(), run.about(), true))).orElseGet(() -> none(state));
  }

  private static Next choose(State state) {
    Optional<String> under = state.top().place() instanceof Place.Item item ? Optional.of(item.id()) : row(state).map(Row::id);
    return under
        .map(name -> name.equals(state.subject()) ? state.about("").telling("none is chosen") : state.about(name).telling("chosen: " + name))
        .map(Next::of)
        .orElseGet(() -> none(state));
  }

  private static State sorted(State state) {
    if (!(state.top().content() instanceof Content.Table table)) {
      return state;
    }
    return state.replaced(
        frame -> {
          int next = frame.look().sort() + 1;
          return frame.looked(frame.look().sorted(next >= table.columns().size() ? -1 : next, frame.look().reverse()));
        });
  }

  /** The row under the cursor. */
  static Optional<Row> row(State state) {
    return Body.of(state) instanceof Body.Rows body && state.top().look().cursor() < body.size()
        ? Optional.of(body.rows().get(state.top().look().cursor()))
        : Optional.empty();
  }

  /** The run that one is at. */
  private static Optional<Place.Log> run(State state) {
    return switch (state.top().place()) {
      case Place.Listing _ -> row(state).map(row -> new Place.Log(row.id(), row.about(), false));
      case Place.Item item -> Optional.of(new Place.Log(item.id(), item.about(), false));
      case Place.Log log -> Optional.of(log);
      case Place.Help _ -> Optional.empty();
    };
  }
}
