package dev.reeve.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Takes a long chain's records on to its {@link ChainProgress} in a thread of its own, since trees and signatures cost as much as reading.
 * A chain that fits into one batch is followed by the reader's own thread. Where the progress fails it stays as it was before that record.
 */
final class ChainFollower implements AutoCloseable {

  private static final int BATCH = 1024;
  private static final int MOST_WAITING = 4;

  /** Hashes of records in their order, and those of the records that vouch; one without hashes is the last. */
  private record Batch(List<byte[]> digests, List<AuditRecord> vouching) {

    static Batch empty() {
      return new Batch(new ArrayList<>(BATCH), new ArrayList<>());
    }
  }

  private final ChainProgress progress;
  private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private Batch batch = Batch.empty();
  private @Nullable Thread thread;
  private volatile @Nullable Throwable failure;

  ChainFollower(ChainProgress progress) {
    this.progress = progress;
  }

  /**
   * The next record.
   *
   * @param vouching the record, if it {@link ChainProgress#vouches}; else null
   * @throws BrokenChainException when a record before this one is bad
   */
  void take(byte[] digest, @Nullable AuditRecord vouching) throws BrokenChainException, UnreadableChainException {
    if (batch.digests().size() == BATCH) {
      handOver(batch);
      batch = Batch.empty();
    }
    batch.digests().add(digest);
    if (vouching != null) {
      batch.vouching().add(vouching);
    }
  }

  /** Waits until all that was taken is followed; then the progress belongs to the caller. */
  void finish() throws BrokenChainException, UnreadableChainException {
    Thread running = thread;
    if (running == null) {
      follow(batch);
    } else {
      handOver(batch);
      handOver(Batch.empty());
      try {
        running.join();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      rethrow();
    }
    batch = Batch.empty();
  }

  private void handOver(Batch full) throws BrokenChainException, UnreadableChainException {
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("audit-chain-follower").start(this::run);
    }
    try {
      waiting.put(full);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    rethrow();
  }

  private static UnreadableChainException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new UnreadableChainException("interrupted while the chain was read", cause);
  }

  private void rethrow() throws BrokenChainException {
    switch (failure) {
      case null -> {}
      case BrokenChainException broken -> throw broken;
      case Throwable other -> throw new IllegalStateException("the chain could not be followed", other);
    }
  }

  /** Takes batches until the last one; behind a failure only takes them away. */
  private void run() {
    try {
      for (Batch next = waiting.take(); !next.digests().isEmpty(); next = waiting.take()) {
        if (failure == null) {
          step(next);
        }
      }
    } catch (InterruptedException e) {
      failure = failure == null ? e : failure;
    }
  }

  private void step(Batch next) {
    try {
      follow(next);
    } catch (BrokenChainException | RuntimeException | Error e) {
      failure = e;
    }
  }

  private void follow(Batch next) throws BrokenChainException {
    int vouched = 0;
    for (byte[] digest : next.digests()) {
      AuditRecord record = vouched < next.vouching().size() ? next.vouching().get(vouched) : null;
      boolean vouches = record != null && record.seq() == progress.records() + 1;
      vouched += vouches ? 1 : 0;
      progress.accept(digest, vouches ? record : null);
    }
  }

  /** Ends the thread, whatever it has not followed yet. */
  @Override
  public void close() {
    Thread running = thread;
    if (running != null && running.isAlive()) {
      running.interrupt();
    }
  }
}
