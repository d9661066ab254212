package dev.reeve.bench.crash;

import dev.reeve.bench.daemon.Connections;
import dev.reeve.bench.daemon.DaemonProcess;
import dev.reeve.bench.daemon.FirstOperator;
import dev.reeve.bench.daemon.ScratchFolder;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * All cycles on one home, {@code FOLDER/kernel}, with the clients' logs of the current cycle in {@code FOLDER/clients}. A cycle: the clients
 * load, the daemon is killed, in one of ten it is killed again while it starts, it becomes ready, and everything is compared.
 */
final class CrashRun implements AutoCloseable {

  /** A life of the daemon is two seconds here: what takes longer to compile is never used. */
  private static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";
  private static final int SHORTEST_LOAD_MILLIS = 300;
  private static final int LONGEST_LOAD_MILLIS = 1_500;
  private static final int STARTUP_KILL_ONE_OF = 10;
  private static final int WHOLE_CHAIN_EVERY = 10;
  private static final long SMALL_CHAIN = 50_000;
  private static final long WARM_SECONDS = 60;

  private final CrashPlan plan;
  private final Path home;
  private final Path logs;
  private final Interference interference;
  private final PrintStream progress;
  private final Random random;
  private final List<LoadClient> clients = new ArrayList<>();
  private final Connections connections = new Connections();
  private final ChainWatch chain;
  private @Nullable DaemonProcess daemon;
  private boolean closed;
  private Duration lastRestart = Duration.ofSeconds(1);

  CrashRun(CrashPlan plan, Path folder, Interference interference, PrintStream progress) throws IOException {
    this.plan = plan;
    this.home = Files.createDirectories(folder.resolve("kernel"));
    this.logs = Files.createDirectories(folder.resolve("clients"));
    this.interference = interference;
    this.progress = progress;
    this.random = new Random(plan.seed());
    this.chain = new ChainWatch(home);
    for (int i = 0; i < plan.clients(); i++) {
      clients.add(new LoadClient("c" + i, new Random(random.nextLong())));
    }
  }

  /** Runs cycle after cycle until all are done or one fails. */
  Tally run() throws IOException, InterruptedException {
    Tally tally = new Tally(plan);
    FirstOperator.write(home);
    start().awaitReady();
    for (int number = 1; number <= plan.cycles() && !tally.failed(); number++) {
      CycleResult result = cycle(number);
      tally.add(result);
      progress.println(result.line(number, plan.cycles()));
    }
    tally.chain(chain.verify(), chain.records());
    return tally;
  }

  /** What the daemon before left of temporary files goes first: a killed one cannot clean up. */
  private synchronized DaemonProcess start() throws IOException {
    if (closed) {
      throw new IOException("the run was ended");
    }
    Path temporary = home.resolveSibling("tmp");
    if (Files.exists(temporary)) {
      ScratchFolder.remove(temporary);
    }
    DaemonProcess started = DaemonProcess.start(home, QUICK_COMPILER);
    daemon = started;
    return started;
  }

  private CycleResult cycle(int number) throws IOException, InterruptedException {
    Map<LoadClient, ClientLog> written = new HashMap<>();
    try {
      for (LoadClient client : clients) {
        written.put(client, new ClientLog(logs.resolve(client.owner() + "-cycle" + number + ".log")));
      }
      Loaded loaded = load(written);
      interference.meddle(home, number);
      int startupKills = 0;
      if (random.nextInt(STARTUP_KILL_ONE_OF) == 0) {
        killWhileStarting();
        startupKills++;
      }
      CycleResult result = compared(written, loaded, startupKills, number);
      if (result.findings().none()) {
        for (ClientLog log : written.values()) {
          Files.delete(log.file());
        }
      }
      return result;
    } finally {
      for (ClientLog log : written.values()) {
        log.close();
      }
    }
  }

  private record Loaded(Duration time, long acknowledged) {}

  private Loaded load(Map<LoadClient, ClientLog> written) throws IOException, InterruptedException {
    DaemonProcess running = running();
    CountDownLatch warm = new CountDownLatch(clients.size());
    LongAdder acknowledged = new LongAdder();
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("client-", 0).factory())) {
      List<Future<?>> loads = new ArrayList<>();
      try {
        written.forEach((client, log) -> loads.add(threads.submit(task(client, log, running.socket(), warm, acknowledged))));
        if (!warm.await(WARM_SECONDS, TimeUnit.SECONDS)) {
          throw new IOException("a client had no ten answers after " + WARM_SECONDS + " s");
        }
        long begun = System.nanoTime();
        long before = acknowledged.sum();
        Thread.sleep(SHORTEST_LOAD_MILLIS + random.nextInt(LONGEST_LOAD_MILLIS - SHORTEST_LOAD_MILLIS + 1));
        Duration time = Duration.ofNanos(System.nanoTime() - begun);
        long after = acknowledged.sum();
        running.kill();
        for (Future<?> load : loads) {
          load.get();
        }
        return new Loaded(time, after - before);
      } catch (ExecutionException e) {
        throw new IOException("a client failed", e.getCause());
      } finally {
        running.kill();
      }
    }
  }

  private Callable<Void> task(LoadClient client, ClientLog log, Path socket, CountDownLatch warm, LongAdder acknowledged) {
    return () -> {
      client.load(connections, socket, log, warm, acknowledged);
      return null;
    };
  }

  /** At any moment of a start-up that is as long as the last one. */
  private void killWhileStarting() throws IOException, InterruptedException {
    DaemonProcess starting = start();
    TimeUnit.NANOSECONDS.sleep(random.nextLong(lastRestart.toNanos()));
    starting.kill();
  }

  private CycleResult compared(Map<LoadClient, ClientLog> written, Loaded loaded, int startupKills, int number) throws IOException, InterruptedException {
    DaemonProcess restarted = start();
    try {
      lastRestart = restarted.awaitReady();
    } catch (IOException e) {
      long counted = 0;
      for (ClientLog log : written.values()) {
        counted += ClientLog.read(log.file()).acknowledged().size();
      }
      return new CycleResult(
          loaded.time(), loaded.acknowledged(), counted, 0, 0, startupKills, Duration.ZERO, Findings.wrong("the daemon did not start again: " + e.getMessage()));
    }
    ManagedChannel channel = connections.open(restarted.socket());
    try {
      Aftermath aftermath = new Aftermath(new Kernel(channel), chain);
      Findings findings = aftermath.examine(written, number % WHOLE_CHAIN_EVERY == 0 || chain.records() < SMALL_CHAIN);
      return new CycleResult(
          loaded.time(), loaded.acknowledged(), aftermath.acknowledged(), aftermath.open(), aftermath.held(), startupKills, lastRestart, findings);
    } catch (StatusRuntimeException e) {
      Findings silent = Findings.wrong("after the restart a question was not answered: " + e.getStatus() + "; the daemon said last:\n" + restarted.said());
      return new CycleResult(loaded.time(), loaded.acknowledged(), 0, 0, 0, startupKills, lastRestart, silent);
    } finally {
      channel.shutdownNow();
      channel.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private synchronized DaemonProcess running() {
    DaemonProcess running = daemon;
    if (running == null) {
      throw new IllegalStateException("no daemon was started");
    }
    return running;
  }

  /** Ends the daemon and the connections, and starts no other; also from another thread, when this process is told to end. */
  @Override
  public synchronized void close() {
    closed = true;
    DaemonProcess running = daemon;
    if (running != null) {
      running.close();
    }
    connections.close();
  }
}
