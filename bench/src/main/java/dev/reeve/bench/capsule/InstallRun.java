package dev.reeve.bench.capsule;

import dev.reeve.bench.author.Author;
import dev.reeve.bench.author.SignedCapsule;
import dev.reeve.bench.daemon.Connections;
import dev.reeve.bench.daemon.DaemonProcess;
import dev.reeve.bench.daemon.FirstOperator;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Measures what it takes to check and install a capsule of 1 MiB in a daemon that has done nothing yet, and another one after it. */
final class InstallRun {

  static final int ROUNDS = 7;

  private static final long CONNECT_SECONDS = 10;

  private final Author author;
  private final SignedCapsule first;
  private final SignedCapsule next;
  private final Path folder;
  private final PrintStream progress;
  private final List<List<Installation.Step>> cold = new ArrayList<>();
  private final List<List<Installation.Step>> warm = new ArrayList<>();

  InstallRun(Author author, BulkCapsules bulk, Path folder, PrintStream progress) throws IOException {
    this.author = author;
    this.first = bulk.make("bulk");
    this.next = bulk.make("other");
    this.folder = folder;
    this.progress = progress;
  }

  /** One round before those that count, for the client's own first time. */
  InstallFigures measure() throws IOException, InterruptedException {
    for (int round = 0; round <= ROUNDS; round++) {
      round(Files.createDirectory(folder.resolve("d" + round)).resolve("k"), round > 0);
    }
    return new InstallFigures(ClassSource.of(first).classes().size(), first.jar().length, cold, warm);
  }

  private void round(Path home, boolean counts) throws IOException, InterruptedException {
    FirstOperator.write(home);
    author.trustedBy(home);
    try (DaemonProcess daemon = DaemonProcess.start(home); Connections connections = new Connections()) {
      var unused = daemon.awaitReady();
      ManagedChannel channel = connections.open(daemon.socket());
      connect(channel);
      List<Installation.Step> one = Installation.of(channel, first);
      List<Installation.Step> other = Installation.of(channel, next);
      progress.println(
          String.format(
              Locale.ROOT, "capsules: installed in %.0f ms, the next in %.0f ms%s", millis(one), millis(other), counts ? "" : ", which does not count"));
      if (counts) {
        cold.add(one);
        warm.add(other);
      }
      channel.shutdownNow();
      channel.awaitTermination(CONNECT_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static double millis(List<Installation.Step> steps) {
    return steps.getLast().nanos() / 1e6;
  }

  /** Makes the connection without a call, which would not leave the daemon cold. */
  private static void connect(ManagedChannel channel) throws IOException, InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    watch(channel, channel.getState(true), ready);
    if (!ready.await(CONNECT_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the daemon takes no connection");
    }
  }

  private static void watch(ManagedChannel channel, ConnectivityState state, CountDownLatch ready) {
    if (state == ConnectivityState.READY) {
      ready.countDown();
    } else {
      channel.notifyWhenStateChanged(state, () -> watch(channel, channel.getState(true), ready));
    }
  }
}
