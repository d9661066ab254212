package dev.reeve.bench.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a whole run came to. */
final class Tally {

  private final CrashPlan plan;
  private final List<CycleResult> cycles = new ArrayList<>();
  private @Nullable String chain;
  private long records;

  Tally(CrashPlan plan) {
    this.plan = plan;
  }

  void add(CycleResult cycle) {
    cycles.add(cycle);
  }

  /** The verdict on the whole chain; null: intact. */
  void chain(@Nullable String problem, long seen) {
    chain = problem;
    records = seen;
  }

  /** The cycle's load, where it proves too little; null where it does not. */
  private @Nullable String idle() {
    for (int i = 0; i < cycles.size(); i++) {
      if (cycles.get(i).rate() < plan.floor()) {
        return String.format(
            Locale.ROOT, "the load of cycle %d was %,.0f acknowledged changes a second, the floor is %,d: a crash without load proves nothing", i + 1,
            cycles.get(i).rate(), plan.floor());
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

  /** One line for people. */
  String summary() {
    long acknowledged = cycles.stream().mapToLong(CycleResult::acknowledged).sum();
    double seconds = cycles.stream().mapToLong(cycle -> cycle.loaded().toNanos()).sum() / 1e9;
    long loaded = cycles.stream().mapToLong(CycleResult::acknowledgedLoaded).sum();
    List<Duration> restarts = cycles.stream().map(CycleResult::restart).sorted().toList();
    return String.format(
        Locale.ROOT,
        "%d cycles, %d kills during start-up, %,d changes acknowledged, %,.0f/s under load, %d unanswered of which %d held, %d lost, %d invented,"
            + " chain %s (%,d records), restart p50 %d ms, max %d ms",
        cycles.size(), cycles.stream().mapToInt(CycleResult::startupKills).sum(), acknowledged, loaded / Math.max(1e-9, seconds),
        cycles.stream().mapToInt(CycleResult::open).sum(), cycles.stream().mapToInt(CycleResult::held).sum(),
        cycles.stream().mapToInt(cycle -> cycle.findings().lost().size()).sum(),
        cycles.stream().mapToInt(cycle -> cycle.findings().invented().size()).sum(), chain == null ? "intact" : "BROKEN", records,
        restarts.isEmpty() ? 0 : restarts.get(restarts.size() / 2).toMillis(), restarts.isEmpty() ? 0 : restarts.getLast().toMillis());
  }
}
