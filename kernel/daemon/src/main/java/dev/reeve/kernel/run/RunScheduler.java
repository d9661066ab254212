package dev.reeve.kernel.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

/**
 * Decides which waiting run begins next. Agents take turns, so that one with many waiting runs delays another by one run at most; within
 * an agent, the higher priority and then the older run comes first. An agent has no more runs at once than it may, and neither has the kernel.
 */
final class RunScheduler {

  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** A run that waits for its turn. */
  interface Waiting {
    UUID agent();

    RunPriority priority();

    /** Begins it; returns at once. */
    void begin();
  }

  private record Place(Waiting waiting, long number) {}

  private static final class Lane {
    private final UUID agent;
    private final PriorityQueue<Place> places =
        new PriorityQueue<>(Comparator.comparing((Place place) -> place.waiting().priority()).reversed().thenComparingLong(Place::number));
    private int running;
    private boolean inTurn;

    Lane(UUID agent) {
      this.agent = agent;
    }
  }

  private final RunSettings settings;
  private final ToLongFunction<UUID> concurrency;
  private final BooleanSupplier held;
  private final Map<UUID, Lane> lanes = new HashMap<>();
  private final Deque<Lane> turns = new ArrayDeque<>();
  private int waiting;
  private int running;
  private long numbers;
  private double meanSeconds = 1;
  private boolean closed;

  /**
   * Makes one.
   *
   * @param concurrency how many runs an agent may have at once
   * @param held whether nothing may begin now; asked at each turn
   */
  RunScheduler(RunSettings settings, ToLongFunction<UUID> concurrency, BooleanSupplier held) {
    this.settings = settings;
    this.concurrency = concurrency;
    this.held = held;
  }

  /** Whether no further run may wait. */
  synchronized boolean full() {
    return waiting >= settings.queued() && running >= settings.running();
  }

  /** How many wait. */
  synchronized int waiting() {
    return waiting;
  }

  /** When another one of the agent may be tried again, at a guess: 1 s to 1 min. */
  synchronized Duration retryAfter(UUID agent) {
    Lane lane = lanes.get(agent);
    long ahead = lane == null ? waiting : lane.places.size();
    double seconds = meanSeconds * (1 + (double) ahead / Math.max(1, lane == null ? running : lane.running)) / 2;
    Duration guess = Duration.ofMillis((long) (seconds * 1000));
    return guess.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : guess.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : guess;
  }

  /** Lets a run wait for its turn, which may be now. */
  void enter(Waiting run) {
    synchronized (this) {
      Lane lane = lanes.computeIfAbsent(run.agent(), Lane::new);
      lane.places.add(new Place(run, numbers++));
      waiting++;
      takeTurn(lane);
    }
    dispatch();
  }

  /** Takes a waiting run out; false where it has begun or never waited. */
  synchronized boolean leave(Waiting run) {
    Lane lane = lanes.get(run.agent());
    if (lane == null || !lane.places.removeIf(place -> place.waiting().equals(run))) {
      return false;
    }
    waiting--;
    forgetIfEmpty(lane);
    return true;
  }

  /** A run that had begun is over. */
  void over(UUID agent, Duration took) {
    synchronized (this) {
      Lane lane = lanes.get(agent);
      if (lane != null && lane.running > 0) {
        lane.running--;
        running--;
        meanSeconds = 0.9 * meanSeconds + 0.1 * took.toNanos() / 1e9;
        takeTurn(lane);
        forgetIfEmpty(lane);
      }
    }
    dispatch();
  }

  /** Looks again at what may begin, such as after limits changed. */
  void look() {
    synchronized (this) {
      lanes.values().forEach(this::takeTurn);
    }
    dispatch();
  }

  /** Nothing begins any more. */
  synchronized void close() {
    closed = true;
  }

  private void takeTurn(Lane lane) {
    if (!lane.inTurn && !lane.places.isEmpty()) {
      lane.inTurn = true;
      turns.addLast(lane);
    }
  }

  private void forgetIfEmpty(Lane lane) {
    if (lane.places.isEmpty() && lane.running == 0) {
      if (lane.inTurn) {
        turns.remove(lane);
      }
      lanes.remove(lane.agent);
    }
  }

  private void dispatch() {
    next().forEach(Waiting::begin);
  }

  private synchronized List<Waiting> next() {
    List<Waiting> begun = new ArrayList<>();
    while (!closed && running < settings.running() && !turns.isEmpty() && !held.getAsBoolean()) {
      Lane lane = turns.removeFirst();
      lane.inTurn = false;
      if (lane.places.isEmpty() || lane.running >= concurrency.applyAsLong(lane.agent)) {
        continue;
      }
      begun.add(lane.places.remove().waiting());
      waiting--;
      lane.running++;
      running++;
      takeTurn(lane);
    }
    return begun;
  }
}
