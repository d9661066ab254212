package dev.reeve.tui.screen;

import dev.reeve.tui.screen.Update.Next;
import dev.reeve.v1.ApprovalState;

/** On the way to an answer: nobody signs what was not on the screen up to its end. */
final class Answers {

  private Answers() {}

  /** The next step to yes or no. */
  static Next begin(State state, boolean yes) {
    if (state.top().place() instanceof Place.Listing) {
      return Presses.row(state)
          .map(row -> Presses.open(state, new Place.Item(Topic.APPROVALS, row.id(), row.about())))
          .map(next -> new Next(next.state().telling("read it to its end, then press " + (yes ? "y" : "n") + " again"), next.effects()))
          .orElseGet(() -> Next.of(state.telling("there is nothing under the cursor")));
    }
    if (!(state.top().content() instanceof Content.Card card)) {
      return Next.of(state.telling("the question is not there yet"));
    }
    if (card.approval().getState() != ApprovalState.APPROVAL_STATE_PENDING) {
      return Next.of(state.telling("it waits for no answer any more"));
    }
    if (state.given().keyId().isEmpty()) {
      return Next.of(state.telling("an answer is signed, and no key was given: begin with --with-key FILE, or REEVE_KEY"));
    }
    if (!state.top().look().filter().isEmpty()) {
      return Next.of(state.telling("a filter hides a part of it: take it away with Esc first"));
    }
    if (!Moves.endSeen(state)) {
      return Next.of(Moves.by(state, Painter.room(state)).telling("it goes on: read it to its end first"));
    }
    Action.Deny deny = new Action.Deny(card.approval(), "");
    return Next.of(
        state.in(yes ? new Mode.Asking(new Action.Approve(card.approval())) : new Mode.Typing(new Mode.Purpose.Reason(deny), "")));
  }
}
