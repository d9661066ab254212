package dev.reeve.bench.run;

import dev.reeve.bench.durable.DiskFloor;
import dev.reeve.bench.figure.Bar;
import dev.reeve.bench.figure.Latencies;
import dev.reeve.bench.run.RunFigures.InTier;
import dev.reeve.bench.run.RunFigures.OfTier;
import dev.reeve.kernel.sandbox.Tier;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The section of the page of figures about runs, in Markdown. */
final class RunReport {

  private static final double BUILTIN_RATE = 3_000;
  private static final int BUILTIN_FORCES = 6;
  private static final double BUILTIN_EXTRA = 1_000;
  private static final double LANDLOCK_SPAWN = 0.8;
  private static final double LANDLOCK_WHOLE_MILLIS = 6;
  private static final double NAMESPACES_SPAWN = 0.2;
  private static final double NAMESPACES_P99_MILLIS = 25;
  private static final double LATE_MILLIS = 250;
  private static final double GONE_MILLIS = 200;

  /** What a program that does not obey SIGTERM is given before it is killed, in ms. */
  private static final double GRACE_MILLIS = 2000;

  private static final String TIERS =
      """

      ### The runtime `process`

      *Spawn* is `/bin/true` from before it is started until after it has ended, plainly by the JDK and in the sandbox, in this process, in rounds that
      take turns; many at once are as many as there are processors. The whole run has that program too. Deadlines: programs that sleep too long,
      all alive at once; a deadline counts from the recorded start to the recorded end. Cancelled: runs of three processes, from the request
      until the host has none of them any more.

      """;

  private RunReport() {}

  /** What one run measured, with the bars and whether each is met. */
  static String of(RunFigures figures) {
    StringBuilder text = new StringBuilder();
    text.append(
      String.format(
        Locale.ROOT,
        """
        ## Runs

        The daemon as a process of its own, over its Unix socket, with the flags of its launcher; the client has the same processors. A whole run is
        started, recorded and audited durably from its start to its end, and watched: it counts from the request until the watcher is told the end.
        *Disk* is one append of %d bytes with `fdatasync` on the same disk, *bare thread* a virtual thread that does nothing, both in the same run.

        - load average of the machine in the last minute of the run: %.1f

        """,
        DiskFloor.BYTES, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    text.append("| path | p50 µs | p99 µs | many in flight | processor µs each |\n| --- | ---: | ---: | ---: | ---: |\n");
    text.append(String.format(Locale.ROOT, "| disk, before | %.0f | %.0f | | |\n", figures.diskBefore().p50(), figures.diskBefore().p99()));
    text.append(String.format(Locale.ROOT, "| disk, after | %.0f | %.0f | | |\n", figures.diskAfter().p50(), figures.diskAfter().p99()));
    RunFigures.Load builtin = figures.builtin();
    text.append(String.format(Locale.ROOT, "| bare thread | | | %,.0f/s at %d | |\n", figures.bareThreads(), builtin.inFlight()));
    text.append(
        String.format(
            Locale.ROOT, "| run, `builtin` | %.0f | %.0f | %,.0f/s at %d | %.0f |\n", builtin.one().p50(), builtin.one().p99(), builtin.perSecond(),
            builtin.inFlight(), builtin.cpu()));
    text.append(TIERS);
    text.append("| tier | path | p50 ms | p99 ms | most ms | many at once |\n| --- | --- | ---: | ---: | ---: | ---: |\n");
    figures.tiers().forEach(tier -> tier(text, tier));
    for (OfTier tier : figures.tiers()) {
      if (tier.figures() == null) {
        text.append("\nThe tier ").append(tier.tier()).append(" does not work on that machine: ").append(tier.why()).append(".\n");
      }
    }
    text.append("\n| bar | figure | wanted | part | |\n| --- | ---: | --- | ---: | --- |\n");
    bars(figures).forEach(bar -> text.append(bar.row()).append('\n'));
    return text.toString();
  }

  private static void tier(StringBuilder text, OfTier tier) {
    InTier in = tier.figures();
    if (in == null) {
      return;
    }
    row(text, tier.tier(), "plain spawn", in.plain().one(), String.format(Locale.ROOT, "%,.0f/s", in.plain().perSecond()));
    row(text, tier.tier(), "spawn", in.confined().one(), String.format(Locale.ROOT, "%,.0f/s", in.confined().perSecond()));
    row(text, tier.tier(), "whole run", in.whole(), "");
    row(text, tier.tier(), "past the deadline", in.deadlines().late(), in.deadlines().atOnce() + " at once");
    row(text, tier.tier(), "cancelled, obeys SIGTERM: gone", in.obeying().gone(), "");
    row(text, tier.tier(), "cancelled, obeys SIGTERM: answered", in.obeying().answered(), "");
    row(text, tier.tier(), "cancelled, ignores SIGTERM: gone", in.ignoring().gone(), "");
    row(text, tier.tier(), "cancelled, ignores SIGTERM: answered", in.ignoring().answered(), "");
  }

  private static void row(StringBuilder text, String tier, String path, Latencies times, String many) {
    text.append(
        String.format(Locale.ROOT, "| %s | %s | %.2f | %.2f | %.2f | %s |\n", tier, path, times.p50() / 1e3, times.p99() / 1e3, times.max() / 1e3, many));
  }

  /** What the design wants of these figures. */
  static List<Bar> bars(RunFigures figures) {
    List<Bar> bars = new ArrayList<>();
    bars.add(Bar.atLeast("run, builtin, at " + figures.builtin().inFlight() + " in flight", figures.builtin().perSecond(), "", BUILTIN_RATE, "/s"));
    bars.add(
        Bar.atMost(
            "run, builtin, p50", figures.builtin().one().p50(), "6 disk + 1 ms", BUILTIN_FORCES * figures.disk() + BUILTIN_EXTRA, "µs"));
    for (OfTier tier : figures.tiers()) {
      InTier in = tier.figures();
      if (in == null) {
        continue;
      }
      boolean namespaces = tier.tier().equals(Tier.NAMESPACES.label());
      double part = namespaces ? NAMESPACES_SPAWN : LANDLOCK_SPAWN;
      bars.add(
          Bar.atLeast("spawn, " + tier.tier(), in.confined().perSecond(), part + " × plain spawn", part * in.plain().perSecond(), "/s"));
      if (namespaces) {
        bars.add(Bar.atMost("spawn, " + tier.tier() + ", p99", in.confined().one().p99() / 1e3, "", NAMESPACES_P99_MILLIS, "ms"));
      } else {
        bars.add(Bar.atMost("whole run, " + tier.tier() + ", p50", in.whole().p50() / 1e3, "", LANDLOCK_WHOLE_MILLIS, "ms"));
      }
      bars.add(
          Bar.atMost(
              in.deadlines().atOnce() + " at once, " + tier.tier() + ", most past a deadline", in.deadlines().late().max() / 1e3, "", LATE_MILLIS, "ms"));
      bars.add(Bar.atMost("cancelled, " + tier.tier() + ", obeys SIGTERM, p99", in.obeying().gone().p99() / 1e3, "", GONE_MILLIS, "ms"));
      bars.add(
          Bar.atMost(
              "cancelled, " + tier.tier() + ", ignores SIGTERM, p99", in.ignoring().gone().p99() / 1e3, "grace + 200 ms", GRACE_MILLIS + GONE_MILLIS, "ms"));
    }
    return bars;
  }
}
