package dev.reeve.bench.crash;

import dev.reeve.bench.daemon.ScratchFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * All cycles, one home after the other: a home that was killed often has a long chain, many runs and many capsules, which its start reads,
 * and the cycles would become slower and slower. What each home came to is verified before it goes; the last one stays.
 */
final class CrashRun implements AutoCloseable {

  /** Between these a broken chain is found by what is appended alone: each record's own hash, and that it follows the one before. */
  private static final int WHOLE_CHAIN_EVERY = 10;

  private final CrashPlan plan;
  private final Path folder;
  private final Interference interference;
  private final PrintStream progress;
  private final Random random;
  private final CapsuleAuthor author;
  private @Nullable CrashHome current;
  private boolean closed;

  CrashRun(CrashPlan plan, Path folder, Interference interference, PrintStream progress) throws IOException {
    this.plan = plan;
    this.folder = folder;
    this.interference = interference;
    this.progress = progress;
    this.random = new Random(plan.seed());
    this.author = new CapsuleAuthor();
  }

  /** Runs cycle after cycle until all are done or one fails. */
  Tally run() throws IOException, InterruptedException {
    Tally tally = new Tally(plan);
    for (int first = 1; first <= plan.cycles() && !tally.failed(); first += plan.perHome()) {
      Path before = folder.resolve(CrashHome.NAME);
      if (Files.exists(before)) {
        ScratchFolder.remove(before);
      }
      cycles(first, Math.min(first + plan.perHome() - 1, plan.cycles()), tally);
    }
    return tally;
  }

  private void cycles(int first, int last, Tally tally) throws IOException, InterruptedException {
    try (CrashHome home = opened()) {
      home.begin();
      for (int number = first; number <= last && !tally.failed(); number++) {
        CycleResult result = home.cycle(number, interference, number % WHOLE_CHAIN_EVERY == 0);
        tally.add(result);
        progress.println(result.line(number, plan.cycles()));
      }
      tally.home(home.chain().verify(), home.chain().records(), home.ends().ways());
    }
  }

  private synchronized CrashHome opened() throws IOException {
    if (closed) {
      throw new IOException("the run was ended");
    }
    CrashHome opened = new CrashHome(folder, plan.clients(), author, random);
    current = opened;
    return opened;
  }

  /** Ends the daemon and the connections, and starts no other; also from another thread, when this process is told to end. */
  @Override
  public synchronized void close() {
    closed = true;
    CrashHome home = current;
    if (home != null) {
      home.close();
    }
  }
}
