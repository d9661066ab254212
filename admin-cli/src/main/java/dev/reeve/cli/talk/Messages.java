package dev.reeve.cli.talk;

/** Where what is said to an agent comes from. */
public interface Messages {

  /** What was heard. */
  sealed interface Heard {}

  /** A line, or several that were pasted. */
  record Said(String text) implements Heard {}

  /** An interrupt instead of a line. */
  record Interrupted() implements Heard {}

  /** There is nothing more. */
  record Ended() implements Heard {}

  /** The next line. */
  Heard next(String prompt);

  /** The line typed in answer to a question; empty when none was. */
  String answer(String question);

  /** Whether somebody sits there, who sees what comes at once. */
  boolean person();

  /** Whether a line that was shown may be drawn over. */
  boolean drawsOver();
}
