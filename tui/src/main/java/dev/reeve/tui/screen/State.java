package dev.reeve.tui.screen;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * All there is to know to paint the screen, and to understand the next key.
 *
 * @param given what does not change
 * @param width columns of the terminal
 * @param height lines of the terminal
 * @param now when it is
 * @param subject the chosen principal; empty: none
 * @param frames the way here, the place one is at last; never empty
 * @param notice what came of the last key; empty: nothing to tell
 * @param tickets how many were given out
 */
public record State(
    Given given, int width, int height, Instant now, Link link, String subject, List<Frame> frames, Mode mode, String notice, long tickets) {

  /**
   * What the screens were begun with.
   *
   * @param readonly whether nothing may be changed
   * @param keyId of the key that answers are signed with; empty: there is none
   */
  public record Given(boolean readonly, String keyId) {}

  public State {
    frames = List.copyOf(frames);
  }

  /** At the list of a topic, with nothing fetched yet. */
  public static State begin(Given given, Topic topic, int width, int height, Instant now) {
    return new State(
        given, width, height, now, Link.UNKNOWN, "", List.of(Frame.of(new Place.Listing(topic))), new Mode.Browsing(), "", 0);
  }

  /** The same with only what contains a text. */
  public State filtered(String text) {
    return replaced(frame -> frame.looked(frame.look().filtered(text)));
  }

  /** What is listed here, or was on the way here. */
  public Topic topic() {
    return top().place().topic();
  }

  /** Where one is. */
  Frame top() {
    return frames.getLast();
  }

  State sized(int columns, int lines) {
    return new State(given, columns, lines, now, link, subject, frames, mode, notice, tickets);
  }

  State at(Instant time) {
    return new State(given, width, height, time, link, subject, frames, mode, notice, tickets);
  }

  State linked(Link other) {
    return new State(given, width, height, now, other, subject, frames, mode, notice, tickets);
  }

  State about(String principal) {
    return new State(given, width, height, now, link, principal, frames, mode, notice, tickets);
  }

  State on(List<Frame> way) {
    return new State(given, width, height, now, link, subject, way, mode, notice, tickets);
  }

  State in(Mode other) {
    return new State(given, width, height, now, link, subject, frames, other, notice, tickets);
  }

  State telling(String text) {
    return new State(given, width, height, now, link, subject, frames, mode, text, tickets);
  }

  State ticketed() {
    return new State(given, width, height, now, link, subject, frames, mode, notice, tickets + 1);
  }

  /** The same with another frame in place of the last. */
  State replaced(UnaryOperator<Frame> change) {
    List<Frame> way = new ArrayList<>(frames);
    way.set(way.size() - 1, change.apply(way.getLast()));
    return on(way);
  }

  State pushed(Place place) {
    List<Frame> way = new ArrayList<>(frames);
    way.add(Frame.of(place));
    return on(way);
  }

  /** One place back; where there is none, the same. */
  State popped() {
    return frames.size() == 1 ? this : on(frames.subList(0, frames.size() - 1));
  }
}
