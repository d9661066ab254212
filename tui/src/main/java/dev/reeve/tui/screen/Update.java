package dev.reeve.tui.screen;

import dev.reeve.client.ErrorReport;
import dev.reeve.client.LocalError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What an event makes of a state, and what is to be done outside then. */
public final class Update {

  /** Reasons that say that nobody answers. */
  private static final Set<String> SILENCE = Set.of(LocalError.UNREACHABLE.name(), LocalError.TIMED_OUT.name(), "DEADLINE_EXCEEDED");

  /** How often what is shown is fetched anew. */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  /** How often a run that is followed is asked for more. */
  private static final Duration FOLLOWED = Duration.ofSeconds(1);

  private Update() {}

  /** A state and what is to be done outside. */
  public record Next(State state, List<Effect> effects) {
    public Next {
      effects = List.copyOf(effects);
    }

    static Next of(State state) {
      return new Next(state, List.of());
    }
  }

  /** What is to be done at the beginning. */
  public static Next start(State state) {
    return fetch(state);
  }

  /** Of an event. */
  public static Next of(State state, Event event) {
    Next next =
        switch (event) {
          case Event.Pressed pressed -> Presses.of(state.telling(""), pressed.key());
          case Event.Resized size -> Next.of(state.sized(size.width(), size.height()));
          case Event.Tick tick -> tick(state.at(tick.now()));
          case Event.Loaded loaded -> Next.of(loaded(state.at(later(state, loaded.at())), loaded));
          case Event.Failed failed -> Next.of(failed(state.at(later(state, failed.at())), failed));
          case Event.Done done -> fetch(state.telling(done.outcome()));
          case Event.Refused refused -> fetch(state.telling(words(refused.report())));
        };
    return new Next(Moves.settled(next.state()), next.effects());
  }

  /** Asks for what the present place shows. */
  static Next fetch(State state) {
    Frame top = state.top();
    if (top.place() instanceof Place.Help help) {
      return Next.of(state.replaced(frame -> frame.loaded(Help.of(help.of(), state.given().readonly()), state.now())));
    }
    State asked = state.ticketed();
    Effect fetch = new Effect.Fetch(asked.tickets(), top.place(), state.subject(), top.content());
    return new Next(asked.replaced(frame -> frame.asked(asked.tickets())), List.of(fetch));
  }

  private static Next tick(State state) {
    Frame top = state.top();
    Duration pause = top.place() instanceof Place.Log log && log.follow() ? FOLLOWED : AGAIN;
    Instant checked = top.checked();
    boolean due = !top.loading() && (checked == null || !checked.plus(pause).isAfter(state.now()));
    return due && refreshes(top) ? fetch(state) : Next.of(state);
  }

  /** A refusal stays one until it is asked for again: each is a record of the audit chain. */
  private static boolean refreshes(Frame frame) {
    ErrorReport problem = frame.problem();
    return problem != null ? silent(problem) : frame.place().topic().refreshes() && !(frame.place() instanceof Place.Help);
  }

  private static boolean silent(ErrorReport report) {
    return SILENCE.contains(report.reason());
  }

  private static State loaded(State state, Event.Loaded loaded) {
    State linked = state.linked(new Link(loaded.principal(), loaded.state(), null));
    return answered(linked, loaded.ticket(), frame -> Moves.kept(frame, frame.loaded(loaded.content(), loaded.at()), state.now()));
  }

  private static State failed(State state, Event.Failed failed) {
    Link link = state.link();
    State linked = state.linked(silent(failed.report()) ? link.lost(failed.at()) : new Link(link.principal(), link.state(), null));
    return answered(linked, failed.ticket(), frame -> frame.failed(failed.report(), failed.at()));
  }

  /** Changes the frame that holds this ticket; an answer that nobody waits for any more changes none. */
  private static State answered(State state, long ticket, UnaryOperator<Frame> change) {
    List<Frame> way = new ArrayList<>(state.frames());
    way.replaceAll(frame -> frame.loading() && frame.ticket() == ticket ? change.apply(frame) : frame);
    return state.on(way);
  }

  private static Instant later(State state, Instant at) {
    return at.isAfter(state.now()) ? at : state.now();
  }

  private static String words(ErrorReport report) {
    return report.message() + (report.remedy().isEmpty() ? "" : "; " + report.remedy());
  }
}
