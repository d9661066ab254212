package dev.reeve.kernel.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a run.
 *
 * @param sequence counts from 1 without gaps
 * @param data by kind: a state's name, a line of text, or JSON text
 * @param raw the line's exact bytes where they are no UTF-8; else null
 */
@SuppressWarnings("ArrayRecordComponent")
public record RunEvent(long sequence, Instant time, Kind kind, String data, byte @Nullable [] raw) {

  /** What happened. */
  public enum Kind {
    STATE,
    STDOUT,
    STDERR,
    PROGRESS,
    OUTPUT,
    LOG,
    TOOL,
    TRUNCATED,
    /** An iteration was judged. */
    ITERATION,
    /** What the runtime did; for those who ask for more. */
    RUNTIME,
    /** The program names a file to keep. */
    ARTIFACT;

    /** Whether it is what the program printed, rather than what became of the run. */
    public boolean printed() {
      return switch (this) {
        case STDOUT, STDERR, LOG, TRUNCATED -> true;
        case STATE, PROGRESS, OUTPUT, TOOL, ITERATION, RUNTIME, ARTIFACT -> false;
      };
    }
  }

  /** An event before it has its place. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Draft(Kind kind, String data, byte @Nullable [] raw) {

    public Draft(Kind kind, String data) {
      this(kind, data, null);
    }

    /** What it weighs, in characters and bytes. */
    int size() {
      return data.length() + (raw == null ? 0 : raw.length);
    }
  }

  /** What it weighs, in characters and bytes. */
  int size() {
    return data.length() + (raw == null ? 0 : raw.length);
  }

  /** Whether an attempt ended with it: nothing follows but a further attempt. */
  public boolean terminal() {
    return kind == Kind.STATE && RunState.valueOf(data).terminal();
  }
}
