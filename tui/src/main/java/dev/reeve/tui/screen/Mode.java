package dev.reeve.tui.screen;

/** What the keys are for. */
public sealed interface Mode {

  /** For what the table of keys says. */
  record Browsing() implements Mode {}

  /** For a text that is typed. */
  record Typing(Purpose purpose, String text) implements Mode {}

  /** For y or n. */
  record Asking(Action action) implements Mode {}

  /** What a typed text is for. */
  sealed interface Purpose {

    /** To show only what contains it, which is done while it is typed; {@code before} comes back where it is given up. */
    record Filter(String before) implements Purpose {}

    /** To go to the screen of that name, and to choose the principal behind it. */
    record Go() implements Purpose {}

    /** To say why an action is done. */
    record Reason(Action.Deny deny) implements Purpose {}
  }
}
