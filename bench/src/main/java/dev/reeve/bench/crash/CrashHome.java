package dev.reeve.bench.crash;

import dev.reeve.bench.daemon.Connections;
import dev.reeve.bench.daemon.DaemonProcess;
import dev.reeve.bench.daemon.FirstOperator;
import dev.reeve.bench.daemon.ScratchFolder;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
 * One home, its daemon and its clients, from cycle to cycle. A cycle: the clients load, the daemon is killed, in one of ten it is killed again
 * while it starts, it becomes ready, everything is compared, and the same daemon is loaded next.
 */
final class CrashHome implements AutoCloseable {

  /** Its folder's name. */
  static final String NAME = "kernel";

  /** A life of the daemon is a few seconds here: what takes longer to compile is never used. */
  private static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";

  private static final int SHORTEST_LOAD_MILLIS = 300;
  private static final int LONGEST_LOAD_MILLIS = 1_500;
  private static final int STARTUP_KILL_ONE_OF = 10;
  private static final long WARM_SECONDS = 60;

  /** Answers after which a client is warm: for runs, when some have been started; for capsules, which take long, at once. */
  private static final int WARM = 6;
  private static final int WARM_RUNS = 4;
  private static final int WARM_CAPSULES = 1;

  private final Path home;
  private final Path logs;
  private final CapsuleAuthor author;
  private final Random random;
  private final List<LoadClient> clients = new ArrayList<>();
  private final Connections connections = new Connections();
  private final ChainWatch chain;
  private final RunEnds ends = new RunEnds();
  private @Nullable DaemonProcess daemon;
  private boolean closed;
  private Duration lastRestart = Duration.ofSeconds(1);

  /** A new home in a folder that is there, {@code FOLDER/kernel}; the clients' logs of the current cycle are in {@code FOLDER/clients}. */
  CrashHome(Path folder, int many, CapsuleAuthor author, Random random) throws IOException {
    this.home = Files.createDirectory(folder.resolve(NAME));
    this.logs = Files.createDirectories(folder.resolve("clients"));
    this.author = author;
    this.random = random;
    this.chain = new ChainWatch(home);
    for (int i = 0; i < many; i++) {
      String owner = "c" + i;
      clients.add(new LoadClient(owner, new PolicyWorkload(owner, own()), WARM));
    }
    clients.add(new LoadClient("r0", new RunWorkload("r0", own()), WARM_RUNS));
    clients.add(new LoadClient("k0", new CapsuleWorkload("k0", own()), WARM_CAPSULES));
  }

  private Random own() {
    return new Random(random.nextLong());
  }

  ChainWatch chain() {
    return chain;
  }

  RunEnds ends() {
    return ends;
  }

  /** Starts a kernel on it for the first time and gives it what runs need. */
  void begin() throws IOException, InterruptedException {
    FirstOperator.write(home);
    author.trustedBy(home);
    DaemonProcess first = start();
    first.awaitReady();
    ManagedChannel channel = connections.open(first.socket());
    try {
      new Kernel(channel, author).installRuntime();
    } catch (StatusRuntimeException e) {
      throw new IOException("the capsule " + CapsuleAuthor.RUNTIME + " could not be installed: " + e.getStatus(), e);
    } finally {
      ended(channel);
    }
    ChainWatch.Grown unused = chain.look();
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

  private static void ended(ManagedChannel channel) throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(10, TimeUnit.SECONDS);
  }

  /** @param whole whether the chain is verified from its first record on */
  CycleResult cycle(int number, Interference interference, boolean whole) throws IOException, InterruptedException {
    long begun = System.nanoTime();
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
      Compared compared = compared(written, whole);
      if (compared.findings().none()) {
        for (ClientLog log : written.values()) {
          Files.delete(log.file());
        }
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      return new CycleResult(loaded, startupKills, compared.restart(), compared.seen(), took, compared.findings());
    } finally {
      for (ClientLog log : written.values()) {
        log.close();
      }
    }
  }

  private Loaded load(Map<LoadClient, ClientLog> written) throws IOException, InterruptedException {
    DaemonProcess running = running();
    CountDownLatch warm = new CountDownLatch(clients.size());
    LongAdder acknowledged = new LongAdder();
    long cold = System.nanoTime();
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("client-", 0).factory())) {
      List<Future<?>> loads = new ArrayList<>();
      try {
        written.forEach((client, log) -> loads.add(threads.submit(task(client, log, running.socket(), warm, acknowledged))));
        if (!warm.await(WARM_SECONDS, TimeUnit.SECONDS)) {
          throw new IOException("a client was not warm after " + WARM_SECONDS + " s");
        }
        long begun = System.nanoTime();
        long before = acknowledged.sum();
        if (running.endsWithin(Duration.ofMillis(SHORTEST_LOAD_MILLIS + random.nextInt(LONGEST_LOAD_MILLIS - SHORTEST_LOAD_MILLIS + 1)))) {
          throw new IOException("the daemon ended by itself under load: " + running.said());
        }
        Duration time = Duration.ofNanos(System.nanoTime() - begun);
        long after = acknowledged.sum();
        running.kill();
        for (Future<?> load : loads) {
          load.get();
        }
        return new Loaded(Duration.ofNanos(begun - cold), time, after - before);
      } catch (ExecutionException e) {
        throw new IOException("a client failed: " + e.getCause(), e.getCause());
      } finally {
        running.kill();
      }
    }
  }

  private Callable<Void> task(LoadClient client, ClientLog log, Path socket, CountDownLatch warm, LongAdder acknowledged) {
    return () -> {
      client.load(connections, socket, author, log, warm, acknowledged);
      return null;
    };
  }

  /** At any moment of a start-up that is as long as the last one. */
  private void killWhileStarting() throws IOException, InterruptedException {
    DaemonProcess starting = start();
    TimeUnit.NANOSECONDS.sleep(random.nextLong(lastRestart.toNanos()));
    starting.kill();
  }

  private record Compared(Duration restart, Aftermath.Seen seen, Findings findings) {}

  private Compared compared(Map<LoadClient, ClientLog> written, boolean whole) throws IOException, InterruptedException {
    Instant killed = Instant.now();
    DaemonProcess restarted = start();
    try {
      lastRestart = restarted.awaitReady();
    } catch (IOException e) {
      return new Compared(Duration.ZERO, Aftermath.Seen.NOTHING, Findings.wrong("the daemon did not start again: " + e.getMessage()));
    }
    ManagedChannel channel = connections.open(restarted.socket());
    Aftermath aftermath = new Aftermath(new Kernel(channel, author), new KernelReader(channel, author), chain, ends, killed);
    try {
      Findings findings = aftermath.examine(written, whole);
      return new Compared(lastRestart, aftermath.seen(), findings);
    } catch (StatusRuntimeException e) {
      Findings silent = Findings.wrong("after the restart a question was not answered: " + e.getStatus() + "; the daemon said last:\n" + restarted.said());
      return new Compared(lastRestart, aftermath.seen(), silent);
    } finally {
      ended(channel);
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
