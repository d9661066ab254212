package dev.reeve.bench.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a whole run came to. */
final class Tally {

  private final CrashPlan plan;
  private final List<CycleResult> cycles = new ArrayList<>();
  private final Map<RunEnds.Way, Integer> runs = new EnumMap<>(RunEnds.Way.class);
  private final long begun = System.nanoTime();
  private @Nullable String chain;
  private int homes;
  private long records;

  Tally(CrashPlan plan) {
    this.plan = plan;
  }

  void add(CycleResult cycle) {
    cycles.add(cycle);
  }

  /**
   * A home is done.
   *
   * @param problem the verdict on its whole chain; null: intact
   * @param seen records of it
   * @param ways its runs ended
   */
  void home(@Nullable String problem, long seen, Map<RunEnds.Way, Integer> ways) {
    homes++;
    chain = chain == null ? problem : chain;
    records += seen;
    ways.forEach((way, many) -> runs.merge(way, many, Integer::sum));
  }

  /** The cycle's load, where it proves too little; null where it does not. */
  private @Nullable String idle() {
    for (int i = 0; i < cycles.size(); i++) {
      double rate = cycles.get(i).load().rate();
      if (rate < plan.floor()) {
        return String.format(
            Locale.ROOT, "the load of cycle %d was %,.0f acknowledged changes a second, the floor is %,d: a crash without load proves nothing", i + 1,
            rate, plan.floor());
      }
    }
    return null;
  }

  /** Whether there is no reason to go on. */
  boolean failed() {
    return !problems().isEmpty();
  }

  boolean passed() {
    return !failed() && cycles.size() == plan.cycles();
  }

  /** Everything that speaks against it. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    cycles.forEach(cycle -> problems.addAll(cycle.findings().lines()));
    if (chain != null) {
      problems.add("the audit chain is broken: " + chain);
    }
    String idle = idle();
    if (idle != null) {
      problems.add(idle);
    }
    return problems;
  }

  /** A few lines for people. */
  String summary() {
    Map<Kind, Long> acknowledged = new EnumMap<>(Kind.class);
    cycles.forEach(cycle -> cycle.seen().acknowledged().forEach((kind, many) -> acknowledged.merge(kind, many, Long::sum)));
    double seconds = cycles.stream().mapToLong(cycle -> cycle.load().time().toNanos()).sum() / 1e9;
    long loaded = cycles.stream().mapToLong(cycle -> cycle.load().acknowledged()).sum();
    List<Double> rates = sorted(cycle -> cycle.load().rate());
    List<Duration> restarts = sorted(CycleResult::restart);
    return String.format(
            Locale.ROOT,
            "%d cycles on %d homes, %d kills during start-up, %,d changes acknowledged, %d unanswered of which %d held, %d lost, %d invented,"
                + " chain %s (%,d records)%n",
            cycles.size(), homes, cycles.stream().mapToInt(CycleResult::startupKills).sum(),
            cycles.stream().mapToLong(CycleResult::acknowledged).sum(), cycles.stream().mapToInt(cycle -> cycle.seen().open()).sum(),
            cycles.stream().mapToInt(cycle -> cycle.seen().held()).sum(), cycles.stream().mapToInt(cycle -> cycle.findings().lost().size()).sum(),
            cycles.stream().mapToInt(cycle -> cycle.findings().invented().size()).sum(), chain == null ? "intact" : "BROKEN", records)
        + String.format(
            Locale.ROOT, "acknowledged: %s; runs that ended: %s%n", words(acknowledged), runs.isEmpty() ? "none" : words(runs))
        + String.format(
            Locale.ROOT, "%,.0f/s under load, the least of a cycle %,.0f, the median %,.0f; restart p50 %d ms, max %d ms; %.1f s a cycle",
            loaded / Math.max(1e-9, seconds), rates.isEmpty() ? 0.0 : rates.getFirst(), rates.isEmpty() ? 0.0 : rates.get(rates.size() / 2),
            restarts.isEmpty() ? 0 : restarts.get(restarts.size() / 2).toMillis(), restarts.isEmpty() ? 0 : restarts.getLast().toMillis(),
            (System.nanoTime() - begun) / 1e9 / Math.max(1, cycles.size()));
  }

  private <T extends Comparable<T>> List<T> sorted(Function<CycleResult, T> figure) {
    return cycles.stream().map(figure).sorted().toList();
  }

  /** Counts with what they count, such as {@code runs 12, capsules 3}. */
  static <K extends Enum<K>> String words(Map<K, ? extends Number> counts) {
    return counts.entrySet().stream()
        .map(each -> String.format(Locale.ROOT, "%s %,d", each.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '), each.getValue().longValue()))
        .collect(Collectors.joining(", "));
  }
}
