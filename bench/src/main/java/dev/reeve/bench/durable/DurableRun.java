package dev.reeve.bench.durable;

import dev.reeve.bench.daemon.Connections;
import dev.reeve.bench.daemon.DaemonProcess;
import dev.reeve.bench.daemon.FirstOperator;
import dev.reeve.bench.figure.Latencies;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Measures everything durable in one run, on the disk of one folder, with client and server sharing the processors. */
final class DurableRun {

  private static final int RECORD_LANES = 64;
  private static final int POLICY_LANES = 16;
  private static final int BARE_LANES = 64;

  private final Path folder;
  private final DurablePlan plan;
  private final PrintStream progress;

  /** The folder must be empty and short enough for a socket's path; it is left as it is after. */
  DurableRun(Path folder, DurablePlan plan, PrintStream progress) {
    this.folder = folder;
    this.plan = plan;
    this.progress = progress;
  }

  DurableFigures measure() throws IOException, InterruptedException, GeneralSecurityException {
    Latencies diskBefore = DiskFloor.measure(folder);
    say(String.format(Locale.ROOT, "fdatasync of %d bytes: p50 %.0f µs, p99 %.0f µs", DiskFloor.BYTES, diskBefore.p50(), diskBefore.p99()));
    DurableFigures.Bare bare = bare();
    say(String.format(Locale.ROOT, "bare call: p50 %.0f µs, %.0f µs where it forces %d times, %,.0f/s at %d in flight", bare.one().p50(), bare.forcing().p50(), DurableReport.RECORD_FORCES, bare.perSecond(), BARE_LANES));
    DurableFigures.Change record;
    DurableFigures.Change policy;
    Path home = Files.createDirectory(folder.resolve("k"));
    FirstOperator.write(home);
    try (DaemonProcess daemon = DaemonProcess.start(home); Connections connections = new Connections()) {
      Duration ready = daemon.awaitReady();
      say(String.format(Locale.ROOT, "the daemon, process %d, was ready after %d ms", daemon.pid(), ready.toMillis()));
      ManagedChannel channel = connections.open(daemon.socket());
      record = record(channel, daemon);
      policy = policy(channel, daemon);
      channel.shutdownNow();
      channel.awaitTermination(10, TimeUnit.SECONDS);
    }
    Latencies diskAfter = DiskFloor.measure(folder);
    say(String.format(Locale.ROOT, "fdatasync again: p50 %.0f µs, p99 %.0f µs", diskAfter.p50(), diskAfter.p99()));
    return new DurableFigures(diskBefore, diskAfter, bare, record, policy, verified());
  }

  private DurableFigures.Bare bare() throws IOException, InterruptedException {
    Latencies forcing = forcing();
    try (EchoProcess echo = EchoProcess.start(folder.resolve("echo.sock")); Connections connections = new Connections()) {
      ManagedChannel channel = connections.open(echo.socket());
      ChangeLoad load = new ChangeLoad(channel, "bare");
      var unused = load.issuesPerSecond(BARE_LANES, plan.warmUp());
      Latencies one = load.issues(plan.bareCalls());
      double perSecond = load.issuesPerSecond(BARE_LANES, plan.time());
      channel.shutdownNow();
      channel.awaitTermination(10, TimeUnit.SECONDS);
      return new DurableFigures.Bare(one, forcing, perSecond, BARE_LANES);
    }
  }

  private Latencies forcing() throws IOException, InterruptedException {
    try (EchoProcess echo =
            EchoProcess.start(folder.resolve("forcing.sock"), folder.resolve("forced").toString(), String.valueOf(DurableReport.RECORD_FORCES));
        Connections connections = new Connections()) {
      ManagedChannel channel = connections.open(echo.socket());
      ChangeLoad load = new ChangeLoad(channel, "forcing");
      var unused = load.issues(plan.changes());
      Latencies measured = load.issues(plan.changes());
      channel.shutdownNow();
      channel.awaitTermination(10, TimeUnit.SECONDS);
      return measured;
    }
  }

  private DurableFigures.Change record(ManagedChannel channel, DaemonProcess daemon) throws IOException, InterruptedException {
    ChangeLoad load = new ChangeLoad(channel, "record");
    double warm = load.issuesAndRevokesPerSecond(RECORD_LANES, plan.warmUp());
    say(String.format(Locale.ROOT, "record change, warming up: %,.0f/s", warm));
    Latencies one = load.issuesAndRevokes(plan.changes());
    say(String.format(Locale.ROOT, "record change: p50 %.0f µs, p99 %.0f µs", one.p50(), one.p99()));
    Duration before = daemon.cpu();
    double perSecond = load.issuesAndRevokesPerSecond(RECORD_LANES, plan.time());
    double cpu = cpu(before, daemon, perSecond);
    say(String.format(Locale.ROOT, "record change: %,.0f/s at %d in flight, %.0f µs of the processors each", perSecond, RECORD_LANES, cpu));
    return new DurableFigures.Change(one, perSecond, RECORD_LANES, cpu);
  }

  private DurableFigures.Change policy(ManagedChannel channel, DaemonProcess daemon) throws IOException, InterruptedException {
    ChangeLoad load = new ChangeLoad(channel, "policy");
    List<String> agents = load.agents(POLICY_LANES);
    double warm = load.grantsAndUngrantsPerSecond(agents, plan.warmUp());
    say(String.format(Locale.ROOT, "policy change, warming up: %,.0f/s", warm));
    Latencies one = load.grantsAndUngrants(agents.getFirst(), plan.changes());
    say(String.format(Locale.ROOT, "policy change: p50 %.0f µs, p99 %.0f µs", one.p50(), one.p99()));
    Duration before = daemon.cpu();
    double perSecond = load.grantsAndUngrantsPerSecond(agents, plan.time());
    double cpu = cpu(before, daemon, perSecond);
    say(String.format(Locale.ROOT, "policy change: %,.0f/s at %d in flight, %.0f µs of the processors each", perSecond, POLICY_LANES, cpu));
    return new DurableFigures.Change(one, perSecond, POLICY_LANES, cpu);
  }

  private double cpu(Duration before, DaemonProcess daemon, double perSecond) {
    return daemon.cpu().minus(before).toNanos() / 1e3 / (perSecond * plan.time().toNanos() / 1e9);
  }

  private DurableFigures.Verified verified() throws IOException, GeneralSecurityException {
    LongChain chain = LongChain.write(Files.createDirectory(folder.resolve("chain")), plan.records());
    var warm = chain.verifiedPerSecond();
    double perSecond = chain.verifiedPerSecond();
    double hashed = chain.hashedPerSecond();
    say(String.format(Locale.ROOT, "audit verify: %,.0f records/s (%,.0f/s cold), SHA-256 alone %,.0f MiB/s", perSecond, warm, hashed));
    return new DurableFigures.Verified(plan.records(), chain.bytes(), perSecond, hashed);
  }

  private void say(String words) {
    progress.println("durable: " + words);
  }
}
