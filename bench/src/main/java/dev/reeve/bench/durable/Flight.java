package dev.reeve.bench.durable;

import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Calls that are in flight together for some time: each lane asks again as soon as it is answered. */
public final class Flight {

  private static final long PATIENCE_SECONDS = 60;

  private final LongAdder answered = new LongAdder();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean over;

  private Flight() {}

  /** One of the calls in flight: sends its next call; the answer is told to the observer, on any thread. */
  @FunctionalInterface
  public interface Lane {
    void next(StreamObserver<Object> answer);
  }

  /**
   * Flies for a time.
   *
   * @return answers a second
   * @throws IOException when a call fails
   */
  public static double perSecond(List<Lane> lanes, Duration time) throws IOException, InterruptedException {
    Flight flight = new Flight();
    CountDownLatch landed = new CountDownLatch(lanes.size());
    List<Answers> all = new ArrayList<>();
    lanes.forEach(lane -> all.add(flight.new Answers(lane, landed)));
    long begun = System.nanoTime();
    all.forEach(Answers::ask);
    boolean early = landed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    long count = flight.answered.sum();
    double seconds = (System.nanoTime() - begun) / 1e9;
    flight.over = true;
    boolean ended = landed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Throwable failed = flight.failure.get();
    if (failed != null || early || !ended) {
      throw new IOException(failed == null ? "calls were not answered" : "a call failed: " + failed.getMessage(), failed);
    }
    return count / seconds;
  }

  private final class Answers implements StreamObserver<Object> {

    private final Lane lane;
    private final CountDownLatch landed;

    Answers(Lane lane, CountDownLatch landed) {
      this.lane = lane;
      this.landed = landed;
    }

    void ask() {
      lane.next(this);
    }

    @Override
    public void onNext(Object answer) {}

    @Override
    public void onError(Throwable thrown) {
      failure.compareAndSet(null, thrown);
      landed.countDown();
    }

    @Override
    public void onCompleted() {
      answered.increment();
      if (over || failure.get() != null) {
        landed.countDown();
      } else {
        ask();
      }
    }
  }
}
