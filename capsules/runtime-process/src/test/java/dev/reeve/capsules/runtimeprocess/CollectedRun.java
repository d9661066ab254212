package dev.reeve.capsules.runtimeprocess;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.RunSink;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a run printed, and how it ended. */
final class CollectedRun implements RunSink {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CompletableFuture<ProcessExit> exit = new CompletableFuture<>();

  @Override
  public synchronized void stdout(byte[] bytes) {
    out.writeBytes(bytes);
    notifyAll();
  }

  @Override
  public void stderr(byte[] bytes) {
    err.writeBytes(bytes);
  }

  @Override
  public void ended(ProcessExit how) {
    exit.complete(how);
  }

  ProcessExit await() throws Exception {
    return exit.get(20, TimeUnit.SECONDS);
  }

  /** Waits until it printed just that. */
  synchronized void awaitOut(String text) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!out().equals(text)) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("it printed " + out());
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }
}
