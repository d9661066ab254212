package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.ChainHead;
import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.CheckpointKey;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.evidence.Verification;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import dev.reeve.kernel.store.Transaction.OutboxRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The audit chain of a running kernel: one appender thread that forces what it wrote before anybody is told. Once a write has failed,
 * nothing more is taken: what cannot be recorded is refused.
 */
public final class AuditLog implements AutoCloseable, Store.Delivery {

  private static final int MAX_WAITING = 8192;
  private static final int MAX_BATCH = 512;
  private static final int CHECKPOINT_EVERY = 1024;
  private static final long CHECKPOINT_SECONDS = 60;
  private static final String CHAIN = "chain";

  private static final Waiting WAKE = new Waiting(null, new CompletableFuture<>());

  private record Waiting(AuditRecord.@Nullable Draft draft, CompletableFuture<Long> answer) {}

  /** Where the chain and its key are. */
  public record Files(Path folder, Path privateKey, Path publicKey) {}

  private final Files files;
  private final AuditKeys keys;
  private final CheckpointKey signing;
  private final SegmentFile segment;
  private final KernelClock clock;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_WAITING);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final Thread appender = Thread.ofPlatform().name("audit-appender").unstarted(this::appendUntilClosed);
  private ChainHead head;
  private long checkpointAt;
  private volatile long lastDurable;
  private volatile boolean closed;
  private volatile @Nullable String failure;

  private AuditLog(Files files, AuditKeys keys, SegmentFile segment, ChainHead head, KernelClock clock) {
    this.files = files;
    this.keys = keys;
    this.signing = CheckpointKey.of(keys.privateKey(), keys.publicKey(), 1);
    this.segment = segment;
    this.head = head;
    this.checkpointAt = head.seq();
    this.lastDurable = head.seq();
    this.clock = clock;
  }

  /**
   * Opens or begins a chain, cuts off a torn tail, and appends what the store committed and the chain does not have yet.
   *
   * @param undelivered outbox rows of the store
   * @throws IOException when the chain is broken or cannot be read: nothing is appended to such a chain
   */
  public static AuditLog open(Files files, List<OutboxRow> undelivered, KernelClock clock) throws IOException {
    AuditKeys keys = AuditKeys.open(files.privateKey(), files.publicKey());
    ChainState state = ChainState.read(files.folder(), keys.publicKey(), undelivered);
    if (state.last() != null) {
      clock.seen(state.last());
    }
    AuditLog log = new AuditLog(files, keys, new SegmentFile(files.folder(), state.segment()), state.head(), clock);
    log.appender.start();
    Set<String> present = state.present();
    List<OutboxRow> missing = undelivered.stream().filter(row -> !present.contains(row.id())).toList();
    try {
      log.deliver(missing).get();
    } catch (ExecutionException e) {
      log.close();
      throw new IOException("committed records could not be appended to the audit chain", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.close();
      throw new IOException("interrupted while the audit chain was opened", e);
    }
    return log;
  }

  /** Records something and waits until it is durable. */
  public long record(AuditDraft entry) {
    CompletableFuture<Long> answer = enqueue(Drafts.of(entry, clock.instant(), null));
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw KernelException.unavailable("this cannot be audited, so it is not done", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KernelException.unavailable("interrupted while this was being audited", e);
    }
  }

  /** Records something that nobody waits for; it is refused like the rest when the chain takes nothing. */
  public void note(AuditDraft entry) {
    var unused = enqueue(Drafts.of(entry, clock.instant(), null));
  }

  /** Records something the kernel itself did. */
  public void event(String method, String summary) {
    record(AuditDraft.event("system", method, "", Map.of(), "OK", summary));
  }

  @Override
  public CompletableFuture<?> deliver(List<OutboxRow> rows) {
    List<CompletableFuture<Long>> answers = new ArrayList<>(rows.size());
    for (OutboxRow row : rows) {
      try {
        answers.add(enqueue(Drafts.of(AuditPayload.read(row.payload()), clock.instant(), row.id())));
      } catch (KernelException | IllegalArgumentException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Long> enqueue(AuditRecord.Draft draft) {
    Waiting waiting = new Waiting(draft, new CompletableFuture<>());
    if (closed || failure != null || !queue.offer(waiting)) {
      String why = failure != null ? failure : closed ? "the kernel is stopping" : "too much is waiting to be audited";
      throw KernelException.unavailable("this cannot be audited, so it is not done: " + why, new IllegalStateException(why));
    }
    if (closed && !appender.isAlive()) {
      waiting.answer().completeExceptionally(new IOException("the kernel is stopping"));
    }
    return waiting.answer();
  }

  /** Why nothing is taken; null while records are. */
  public @Nullable String failure() {
    return failure;
  }

  /** The sequence of the last durable record; 0 before the first. */
  public long lastSequence() {
    return lastDurable;
  }

  /** Durable records from a sequence on, at most so many. */
  public List<AuditRecord> records(long from, int most) {
    try {
      return ChainTail.records(files.folder(), from, Math.min(most, lastDurable - from + 1));
    } catch (IOException e) {
      throw KernelException.unavailable("the audit chain cannot be read: " + e.getMessage(), e);
    }
  }

  /** Waits until there is a record beyond a sequence, or the time is up. */
  public void awaitBeyond(long sequence, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (lastDurable <= sequence && left > 0) {
        left = grown.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Reads the chain on disk from its beginning. */
  public Verification verify() {
    try {
      return ChainVerifier.verify(files.folder(), keys.publicKey());
    } catch (UnreadableChainException e) {
      throw KernelException.unavailable("the audit chain cannot be read: " + e.getMessage(), e);
    }
  }

  private void appendUntilClosed() {
    List<Waiting> batch = new ArrayList<>();
    while (!closed || !queue.isEmpty()) {
      try {
        Waiting first = queue.poll(CHECKPOINT_SECONDS, TimeUnit.SECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, MAX_BATCH - 1);
        }
        boolean idle = first == null;
        batch.removeIf(waiting -> waiting.draft() == null);
        append(batch, idle);
      } catch (InterruptedException e) {
        System.getLogger("reeve.audit").log(System.Logger.Level.DEBUG, "woken by an interrupt");
      } finally {
        batch.clear();
      }
    }
    append(List.of(), true);
  }

  private void append(List<Waiting> batch, boolean idle) {
    List<CompletableFuture<Long>> answers = new ArrayList<>(batch.size());
    try {
      if (failure != null) {
        throw new IOException(failure);
      }
      ChainHead next = head;
      Instant last = null;
      for (Waiting waiting : batch) {
        AuditRecord.Draft draft = waiting.draft();
        if (draft == null) {
          continue;
        }
        ChainHead.Sealed sealed;
        try {
          sealed = next.next(draft);
        } catch (IllegalArgumentException e) {
          waiting.answer().completeExceptionally(e);
          continue;
        }
        segment.append(sealed.line(), sealed.record().seq());
        next = sealed.head();
        answers.add(waiting.answer());
        last = last == null || draft.time().isAfter(last) ? draft.time() : last;
      }
      if (next.seq() - checkpointAt >= CHECKPOINT_EVERY || (idle && next.seq() > checkpointAt)) {
        ChainHead.Sealed checkpoint = next.checkpoint(clock.instant(), CHAIN, AuditDraft.ORG, signing);
        segment.append(checkpoint.line(), checkpoint.record().seq());
        next = checkpoint.head();
        checkpointAt = next.seq();
      }
      if (next.seq() == head.seq()) {
        return;
      }
      segment.force();
      head = next;
      if (last != null) {
        clock.seen(last);
      }
      published(next.seq());
      answers.forEach(answer -> answer.complete(lastDurable));
    } catch (IOException | RuntimeException e) {
      if (failure == null) {
        failure = "a record could not be written: " + e.getMessage();
        System.getLogger("reeve.audit").log(System.Logger.Level.ERROR, failure, e);
      }
      batch.forEach(waiting -> waiting.answer().completeExceptionally(e));
    }
  }

  private void published(long seq) {
    lock.lock();
    try {
      lastDurable = seq;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    // No interrupt: it would close the segment's channel under a write. A queue that is full needs no waking.
    boolean unused = queue.offer(WAKE);
    try {
      appender.join();
      segment.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.getLogger("reeve.audit").log(System.Logger.Level.WARNING, "the audit segment did not close", e);
    }
    queue.forEach(waiting -> waiting.answer().completeExceptionally(new IOException("the kernel is stopping")));
  }
}
