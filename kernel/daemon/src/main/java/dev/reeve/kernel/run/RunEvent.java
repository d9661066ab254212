package dev.reeve.kernel.run;

import java.time.Instant;

/**
 * Something that happened in a run.
 *
 * @param sequence counts from 1 without gaps
 * @param data by kind: a state's name, a line of text, or JSON text
 */
public record RunEvent(long sequence, Instant time, Kind kind, String data) {

  /** What happened. */
  public enum Kind {
    STATE,
    STDOUT,
    STDERR,
    PROGRESS,
    OUTPUT,
    LOG,
    TOOL,
    TRUNCATED;

    /** Whether it is what the program printed, rather than what became of the run. */
    public boolean printed() {
      return switch (this) {
        case STDOUT, STDERR, LOG, TRUNCATED -> true;
        case STATE, PROGRESS, OUTPUT, TOOL -> false;
      };
    }
  }

  /** An event before it has its place. */
  public record Draft(Kind kind, String data) {}

  /** Whether nothing follows it. */
  public boolean terminal() {
    return kind == Kind.STATE && RunState.valueOf(data).terminal();
  }
}
