package dev.reeve.tui.screen;

/** What is to be done outside, and whose end comes back as an {@link Event}. */
public sealed interface Effect {

  /**
   * To ask the kernel for what a place shows.
   *
   * @param ticket comes back with the answer
   * @param subject the chosen principal; empty: none
   * @param known what is shown now
   */
  record Fetch(long ticket, Place place, String subject, Content known) implements Effect {}

  /** To change something. */
  record Act(Action action) implements Effect {}

  /** To leave the screens. */
  record Leave() implements Effect {}
}
