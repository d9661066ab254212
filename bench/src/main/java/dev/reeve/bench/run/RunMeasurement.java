package dev.reeve.bench.run;

import dev.reeve.bench.durable.DiskFloor;
import dev.reeve.bench.figure.Latencies;
import dev.reeve.bench.run.RunFigures.Deadlines;
import dev.reeve.bench.run.RunFigures.InTier;
import dev.reeve.bench.run.RunFigures.Load;
import dev.reeve.bench.run.RunFigures.OfTier;
import dev.reeve.kernel.sandbox.Tier;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures everything about runs once, on the disk of one folder, with client and daemon sharing the processors. */
final class RunMeasurement {

  private static final String IDENTITY = "runtime: { name: builtin, program: identity }";
  private static final String NOTHING = "runtime: { name: process, command: [/bin/true] }";

  private final Path folder;
  private final RunPlan plan;
  private final PrintStream progress;

  /** The folder must be empty and short enough for a socket's path; it is left as it is after. */
  RunMeasurement(Path folder, RunPlan plan, PrintStream progress) {
    this.folder = folder;
    this.plan = plan;
    this.progress = progress;
  }

  RunFigures measure() throws IOException, InterruptedException {
    Latencies diskBefore = DiskFloor.measure(folder);
    say(String.format(Locale.ROOT, "fdatasync of %d bytes: p50 %.0f µs", DiskFloor.BYTES, diskBefore.p50()));
    double bare = BareThreads.perSecond(plan.inFlight(), plan.time());
    say(String.format(Locale.ROOT, "bare virtual threads: %,.0f/s at %d in flight", bare, plan.inFlight()));
    Load builtin;
    try (RunHome home = new RunHome(folder.resolve("b"), List.of())) {
      home.agent("identity", IDENTITY);
      builtin = load("builtin", home, "identity");
    }
    List<OfTier> tiers = new ArrayList<>();
    for (Tier tier : List.of(Tier.LANDLOCK, Tier.NAMESPACES)) {
      tiers.add(tier(tier));
    }
    return new RunFigures(diskBefore, DiskFloor.measure(folder), bare, builtin, tiers);
  }

  private Load load(String words, RunHome home, String agent) throws IOException, InterruptedException {
    double warm = home.runs().perSecond(agent, plan.inFlight(), plan.warmUp());
    say(String.format(Locale.ROOT, "%s, warming up: %,.0f runs/s", words, warm));
    Latencies one = home.runs().times(agent, plan.runs());
    say(String.format(Locale.ROOT, "%s: p50 %.0f µs, p99 %.0f µs", words, one.p50(), one.p99()));
    Duration before = home.daemon().cpu();
    double perSecond = home.runs().perSecond(agent, plan.inFlight(), plan.time());
    double cpu = home.daemon().cpu().minus(before).toNanos() / 1e3 / (perSecond * plan.time().toNanos() / 1e9);
    say(String.format(Locale.ROOT, "%s: %,.0f runs/s at %d in flight, %.0f µs of the processors each", words, perSecond, plan.inFlight(), cpu));
    return new Load(one, perSecond, plan.inFlight(), cpu);
  }

  private OfTier tier(Tier tier) throws IOException, InterruptedException {
    Path place = Files.createDirectory(folder.resolve(tier.label().substring(0, 1)));
    RunFigures.Spawns plain;
    RunFigures.Spawns confined;
    try (Spawning spawning = new Spawning(place.resolve("work"), tier)) {
      String why = spawning.unusable();
      if (!why.isEmpty()) {
        say(String.format(Locale.ROOT, "%s does not work here: %s", tier.label(), why));
        return new OfTier(tier.label(), null, why);
      }
      List<RunFigures.Spawns> both = spawning.measure(plan);
      plain = both.getFirst();
      confined = both.getLast();
      say(
          String.format(
              Locale.ROOT, "%s: %.0f µs and %,.0f/s, plain %.0f µs and %,.0f/s", tier.label(), confined.one().p50(), confined.perSecond(),
              plain.one().p50(), plain.perSecond()));
    }
    try (RunHome home = new RunHome(place.resolve("k"), List.of(tier))) {
      home.agent("nothing", NOTHING);
      Latencies warm = home.runs().times("nothing", Math.max(1, plan.runs() / 4));
      Latencies whole = home.runs().times("nothing", plan.runs());
      say(String.format(Locale.ROOT, "%s: whole run p50 %.0f µs, p99 %.0f µs (warming up %.0f µs)", tier.label(), whole.p50(), whole.p99(), warm.p50()));
      Deadlines deadlines = Sleepers.deadlines(home, plan.sleepers(), plan.deadline());
      say(String.format(Locale.ROOT, "%s: %d at once, at most %.0f ms past their deadlines", tier.label(), deadlines.atOnce(), deadlines.late().max() / 1e3));
      RunFigures.Cancels obeying = Cancelling.of(home, "obeying", "", plan.cancels());
      say(String.format(Locale.ROOT, "%s: cancelled and gone, p50 %.1f ms, p99 %.1f ms", tier.label(), obeying.gone().p50() / 1e3, obeying.gone().p99() / 1e3));
      RunFigures.Cancels ignoring = Cancelling.of(home, "ignoring", "trap '' TERM; ", plan.cancels());
      say(String.format(Locale.ROOT, "%s: not obeying, p50 %.1f ms, p99 %.1f ms", tier.label(), ignoring.gone().p50() / 1e3, ignoring.gone().p99() / 1e3));
      return new OfTier(tier.label(), new InTier(plain, confined, whole, deadlines, obeying, ignoring), "");
    }
  }

  private void say(String words) {
    progress.println("runs: " + words);
  }
}
