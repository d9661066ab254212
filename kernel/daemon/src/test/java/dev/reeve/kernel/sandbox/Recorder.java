package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.RunSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Keeps what a run says, and lets a test wait for it. */
final class Recorder implements RunSink {

  private static final long SECONDS = 60;

  final AtomicInteger ends = new AtomicInteger();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final CompletableFuture<ProcessExit> end = new CompletableFuture<>();
  private int largest;

  @Override
  public synchronized void stdout(byte[] bytes) {
    output.writeBytes(bytes);
    largest = Math.max(largest, bytes.length);
    notifyAll();
  }

  @Override
  public synchronized void stderr(byte[] bytes) {
    errors.writeBytes(bytes);
    largest = Math.max(largest, bytes.length);
    notifyAll();
  }

  @Override
  public void ended(ProcessExit exit) {
    ends.incrementAndGet();
    end.complete(exit);
  }

  synchronized String out() {
    return output.toString(StandardCharsets.UTF_8);
  }

  synchronized String err() {
    return errors.toString(StandardCharsets.UTF_8);
  }

  synchronized int largestPiece() {
    return largest;
  }

  ProcessExit exit() throws Exception {
    return end.get(SECONDS, TimeUnit.SECONDS);
  }

  /** Waits until the output so far is as asked. */
  synchronized String awaitOut(Predicate<String> asked) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!asked.test(out())) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("output did not become as awaited: out=" + out() + " err=" + err());
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return out();
  }
}
