package dev.reeve.bench.run;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** Virtual threads that do nothing: the floor of a run that needs no program. */
final class BareThreads {

  private BareThreads() {}

  /** How many start and end in a second, so many at once. */
  static double perSecond(int atOnce, Duration time) throws InterruptedException {
    Semaphore places = new Semaphore(atOnce);
    LongAdder ended = new LongAdder();
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < time.toNanos()) {
      places.acquire();
      Thread.ofVirtual()
          .start(
              () -> {
                ended.increment();
                places.release();
              });
    }
    places.acquire(atOnce);
    return ended.sum() / ((System.nanoTime() - begun) / 1e9);
  }
}
