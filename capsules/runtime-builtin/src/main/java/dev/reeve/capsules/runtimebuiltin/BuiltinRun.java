package dev.reeve.capsules.runtimebuiltin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.RunSink;
import java.time.Duration;
import java.util.Arrays;

/** One run, from its start to its one end: it waits for its first line, then perhaps for its time, then it prints. */
final class BuiltinRun {

  /** As of a program that a SIGTERM ended. */
  private static final int STOPPED = 128 + 15;

  private static final int CHUNK = 64 * 1024;

  private enum State {
    NEW,
    BEGUN,
    PRINTING,
    ENDED
  }

  private final Task task;
  private final RunSink sink;
  private final Runnable gone;
  private State state = State.NEW;
  private boolean stopped;

  /** @param gone run once, before the sink is told of the end */
  BuiltinRun(Task task, RunSink sink, Runnable gone) {
    this.task = task;
    this.sink = sink;
    this.gone = gone;
  }

  Duration pause() {
    return task.pause();
  }

  /** Whether this is the first line of a run that has not ended. */
  synchronized boolean begin() {
    boolean first = state == State.NEW;
    if (first) {
      state = State.BEGUN;
    }
    return first;
  }

  /** Prints what there is to print, and ends; nothing where it is printing or has ended. */
  void finish() {
    if (!enter(State.PRINTING)) {
      return;
    }
    int code = 1;
    try {
      byte[] bytes = task.printed().getBytes(UTF_8);
      for (int at = 0; at < bytes.length && !isStopped(); at += CHUNK) {
        sink.stdout(Arrays.copyOfRange(bytes, at, Math.min(at + CHUNK, bytes.length)));
      }
      code = 0;
    } finally {
      end(code);
    }
  }

  /** Ends with a word on standard error; nothing where it is printing or has ended. */
  void fail(String why) {
    if (!enter(State.PRINTING)) {
      return;
    }
    try {
      sink.stderr((why + "\n").getBytes(UTF_8));
    } finally {
      end(1);
    }
  }

  /** Ends it now; one that is printing ends after what it is handing over. */
  void stop() {
    synchronized (this) {
      stopped = true;
    }
    if (enter(State.PRINTING)) {
      end(STOPPED);
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private synchronized boolean enter(State next) {
    boolean before = state.compareTo(next) < 0;
    if (before) {
      state = next;
    }
    return before;
  }

  private void end(int code) {
    if (enter(State.ENDED)) {
      gone.run();
      boolean ended = isStopped();
      sink.ended(new ProcessExit(ended ? STOPPED : code, ended, "none", false));
    }
  }
}
