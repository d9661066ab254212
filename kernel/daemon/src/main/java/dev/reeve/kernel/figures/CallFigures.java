package dev.reeve.kernel.figures;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls the kernel was asked for: all together, by method and by principal. There are as many methods as the contract has; beyond 4,096
 * principals, the calls of others count only with all and by method.
 */
public final class CallFigures {

  static final int MOST_PRINCIPALS = 4096;

  private final Tally all = new Tally();
  private final ConcurrentMap<String, Tally> methods = new ConcurrentHashMap<>();
  private final ConcurrentMap<UUID, Counted> principals = new ConcurrentHashMap<>();
  private final LongSupplier nanos;

  /** What one principal called, and how much of it failed. */
  public record Share(long calls, long errors) {}

  private record Counted(LongAdder calls, LongAdder errors) {}

  /** {@code nanos}: time that only goes on, as {@link System#nanoTime}. */
  public CallFigures(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * A call comes in.
   *
   * @param method one of the contract
   * @param watch whether its answer is an open-ended stream, of which only the time until it is open counts
   */
  public MeasuredCall begin(String method, boolean watch) {
    return new MeasuredCall(this, method, watch, nanos.getAsLong());
  }

  long now() {
    return nanos.getAsLong();
  }

  void count(String method, @Nullable UUID principal, long took, boolean failed) {
    all.count(took, failed);
    methods.computeIfAbsent(method, _ -> new Tally()).count(took, failed);
    Counted of = principal == null ? null : counted(principal);
    if (of != null) {
      of.calls().increment();
      if (failed) {
        of.errors().increment();
      }
    }
  }

  private @Nullable Counted counted(UUID principal) {
    Counted known = principals.get(principal);
    if (known != null || principals.size() >= MOST_PRINCIPALS) {
      return known;
    }
    return principals.computeIfAbsent(principal, _ -> new Counted(new LongAdder(), new LongAdder()));
  }

  /** A principal is gone. */
  public void forget(UUID principal) {
    principals.remove(principal);
  }

  public Figures all() {
    return all.figures();
  }

  /** Of the methods that were called. */
  public SortedMap<String, Figures> methods() {
    SortedMap<String, Figures> figures = new TreeMap<>();
    methods.forEach((method, tally) -> figures.put(method, tally.figures()));
    return figures;
  }

  /** Of those who called. */
  public Map<UUID, Share> principals() {
    Map<UUID, Share> shares = new HashMap<>();
    principals.forEach((id, of) -> shares.put(id, new Share(of.calls().sum(), of.errors().sum())));
    return shares;
  }
}
