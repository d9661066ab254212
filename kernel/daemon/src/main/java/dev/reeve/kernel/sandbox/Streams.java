package dev.reeve.kernel.sandbox;

import java.time.Duration;

/** What a program writes on both its streams, being carried to its readers. */
final class Streams {

  private static final long DRAIN_SECONDS = 5;

  private final OutputPump output;
  private final OutputPump errors;
  private final Thread first;
  private final Thread second;

  private Streams(OutputPump output, OutputPump errors, Thread first, Thread second) {
    this.output = output;
    this.errors = errors;
    this.first = first;
    this.second = second;
  }

  /** Begins to carry. */
  static Streams carry(String id, OutputPump output, OutputPump errors) {
    return new Streams(
        output,
        errors,
        Thread.ofVirtual().name("reeve-out-" + id).start(output),
        Thread.ofVirtual().name("reeve-err-" + id).start(errors));
  }

  /**
   * Waits until all that was written has been handed over.
   *
   * @param closed whether nobody is left who could write; else a process that left the tree may hold the pipes open, and after 5 s what it
   *     writes is not waited for
   */
  void finish(boolean closed) {
    if (!closed) {
      drain();
    }
    joined(first);
    joined(second);
  }

  /** Stops carrying what somebody could still write. */
  void cut() {
    output.cut();
    errors.cut();
  }

  private void drain() {
    try {
      if (!first.join(Duration.ofSeconds(DRAIN_SECONDS)) || !second.join(Duration.ofMillis(1))) {
        cut();
      }
    } catch (InterruptedException interrupted) {
      cut();
    }
  }

  private static void joined(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
