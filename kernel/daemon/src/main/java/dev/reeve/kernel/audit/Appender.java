package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.ChainHead;
import dev.reeve.evidence.ChainMark;
import dev.reeve.evidence.CheckpointKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.DiskReserve;
import dev.reeve.kernel.store.KernelClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes the chain. What waits is written together and forced before anybody is told. A write that fails is taken
 * back and refused; after a force that failed, nothing more is taken before the next start.
 */
final class Appender {

  /**
   * How the chain is written.
   *
   * @param segmentBytes after which a new segment begins
   * @param checkpointRecords after which a checkpoint is made
   * @param checkpointTime after which one is made, when there are new records and nothing waits
   */
  record Pace(long segmentBytes, int checkpointRecords, Duration checkpointTime) {}

  private static final int MAX_WAITING = 8192;
  private static final int MAX_BATCH = 512;
  private static final String REQUEST = "chain";

  /** When a batch ends with a checkpoint. */
  private enum Checkpoint {
    WHEN_DUE,
    /** When there are records behind the last one. */
    WHEN_ANY,
    ALWAYS
  }

  /** Something for this thread to do. */
  private sealed interface Work {}

  private record Waiting(AuditRecord.Draft draft, boolean urgent, CompletableFuture<Long> answer) implements Work {}

  private record Alone(Runnable work) implements Work {}

  private final AuditKeys keys;
  private final SegmentFile segment;
  private final Pace pace;
  private final KernelClock clock;
  private final DiskReserve reserve;
  private final OpenIntents intents;
  private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(MAX_WAITING);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final Thread thread = Thread.ofPlatform().name("audit-appender").unstarted(this::appendUntilClosed);
  private final LongAdder appended = new LongAdder();
  private final LongAdder forced = new LongAdder();
  private ChainHead head;
  private long epoch;
  private String keyId;
  private long lastCheckpoint;
  private volatile ChainEnd end;
  private volatile boolean closed;
  private volatile @Nullable String failure;
  private volatile boolean lost;

  Appender(AuditKeys keys, SegmentFile segment, Pace pace, KernelClock clock, DiskReserve reserve, OpenIntents intents, ChainMark from) {
    this.keys = keys;
    this.segment = segment;
    this.pace = pace;
    this.clock = clock;
    this.reserve = reserve;
    this.intents = intents;
    this.head = from.head();
    this.epoch = from.epoch() == 0 ? keys.pinned().keys().size() : from.epoch();
    this.keyId = from.keyId();
    this.lastCheckpoint = from.lastCheckpoint();
    this.end = new ChainEnd(from, intents.sequences());
  }

  void start() {
    thread.start();
  }

  /** Where the chain ends durably. */
  ChainEnd end() {
    return end;
  }

  @Nullable String failure() {
    return failure;
  }

  int waiting() {
    return queue.size();
  }

  /** Records since the start. */
  long appended() {
    return appended.sum();
  }

  /** Writes that were forced since the start. */
  long forced() {
    return forced.sum();
  }

  /**
   * Hands a record over; the future completes with the sequence up to which the chain is durable then.
   *
   * @param urgent whether it may use what is kept for a full disk
   * @throws KernelException UNAVAILABLE, or DISK_FULL, when no record is taken
   */
  CompletableFuture<Long> append(AuditRecord.Draft draft, boolean urgent) {
    if (reserve.full() && !urgent) {
      reserve.require();
    }
    Waiting waiting = new Waiting(draft, urgent, new CompletableFuture<>());
    if (closed || lost || !queue.offer(waiting)) {
      throw refusal(lost ? String.valueOf(failure) : closed ? "the kernel is stopping" : "too much is waiting to be audited");
    }
    if (closed && !thread.isAlive()) {
      waiting.answer().completeExceptionally(new IOException("the kernel is stopping"));
    }
    return waiting.answer();
  }

  static KernelException refusal(String why) {
    return KernelException.unavailable("this cannot be audited, so it is not done: " + why, new IllegalStateException(why));
  }

  /** Has something done while nothing is written; the future completes with what it answers. */
  <T> CompletableFuture<T> alone(Callable<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Alone alone =
        new Alone(
            () -> {
              try {
                answer.complete(work.call());
              } catch (Exception | Error e) {
                answer.completeExceptionally(e);
              }
            });
    if (closed || !queue.offer(alone)) {
      answer.completeExceptionally(refusal(closed ? "the kernel is stopping" : "too much is waiting to be audited"));
    }
    return answer;
  }

  /** Waits until there is a record beyond a sequence, or the time is up. */
  void awaitBeyond(long sequence, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (end.head().seq() <= sequence && left > 0) {
        left = grown.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void appendUntilClosed() {
    List<Work> taken = new ArrayList<>();
    List<Waiting> batch = new ArrayList<>();
    while (!closed || !queue.isEmpty()) {
      try {
        Work first = queue.poll(pace.checkpointTime().toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          taken.add(first);
          queue.drainTo(taken, MAX_BATCH - 1);
        }
        for (Work work : taken) {
          switch (work) {
            case Waiting waiting -> batch.add(waiting);
            case Alone alone -> {
              append(batch, Checkpoint.WHEN_DUE);
              batch.clear();
              alone.work().run();
            }
          }
        }
        append(batch, first == null ? Checkpoint.WHEN_ANY : Checkpoint.WHEN_DUE);
      } catch (InterruptedException e) {
        System.getLogger("reeve.audit").log(System.Logger.Level.DEBUG, "woken by an interrupt");
      } finally {
        taken.clear();
        batch.clear();
      }
    }
    append(List.of(), Checkpoint.WHEN_ANY);
  }

  /** What fails for want of space is tried again without what is not urgent, as long as something is kept for it. */
  private void append(List<Waiting> batch, Checkpoint checkpoint) {
    List<Waiting> left = List.copyOf(batch);
    while (true) {
      Throwable refused = attempt(left, checkpoint);
      if (refused == null) {
        return;
      }
      boolean space = reserve.noticed(refused);
      List<Waiting> urgent = space && !lost ? left.stream().filter(Waiting::urgent).toList() : List.of();
      boolean again = !urgent.isEmpty() && reserve.release();
      Throwable said = space ? DiskReserve.refusal() : refused;
      left.stream().filter(waiting -> !again || !waiting.urgent()).forEach(waiting -> waiting.answer().completeExceptionally(said));
      if (!again) {
        return;
      }
      left = urgent;
    }
  }

  /** Writes and forces a batch and answers it; answers why none of it is in the chain, where none is. */
  private @Nullable Throwable attempt(List<Waiting> batch, Checkpoint wanted) {
    if (lost) {
      return new IOException(failure);
    }
    List<CompletableFuture<Long>> answers = new ArrayList<>(batch.size());
    List<AuditRecord> records = new ArrayList<>(batch.size());
    ChainHead next = head;
    Instant last = null;
    try {
      for (Waiting waiting : batch) {
        ChainHead.Sealed sealed;
        try {
          sealed = next.next(waiting.draft());
        } catch (IllegalArgumentException e) {
          waiting.answer().completeExceptionally(e);
          continue;
        }
        segment.append(sealed.line(), sealed.record().seq());
        next = sealed.head();
        answers.add(waiting.answer());
        records.add(sealed.record());
        Instant time = waiting.draft().time();
        last = last == null || time.isAfter(last) ? time : last;
      }
      long checkpoint = lastCheckpoint;
      if (due(wanted, next.seq() - checkpoint)) {
        ChainHead.Sealed sealed = next.checkpoint(clock.instant(), REQUEST, AuditDraft.ORG, keys.signing(epoch));
        segment.append(sealed.line(), sealed.record().seq());
        next = sealed.head();
        checkpoint = next.seq();
      }
      if (next.seq() == head.seq()) {
        return null;
      }
      segment.force();
      appended.add(next.seq() - head.seq());
      records.forEach(intents::accept);
      became(next, checkpoint);
    } catch (IOException | RuntimeException e) {
      return failed(e);
    }
    if (last != null) {
      clock.seen(last);
    }
    answers.forEach(answer -> answer.complete(end.head().seq()));
    // The store asks for it with its next commit: it is written while those who were answered go on.
    String unused = end.text();
    return null;
  }

  private boolean due(Checkpoint wanted, long uncovered) {
    return switch (wanted) {
      case ALWAYS -> true;
      case WHEN_ANY -> uncovered > 0;
      case WHEN_DUE -> uncovered >= pace.checkpointRecords();
    };
  }

  private void became(ChainHead next, long checkpoint) {
    forced.increment();
    failure = null;
    head = next;
    lastCheckpoint = checkpoint;
    keyId = checkpoint > 0 && keyId.isEmpty() ? CheckpointKey.keyId(keys.key()) : keyId;
    SegmentFile.Place place = segment.place();
    ChainMark mark = new ChainMark(head, lastCheckpoint, keyId.isEmpty() ? 0 : epoch, keyId, place.segment(), place.offset());
    lock.lock();
    try {
      end = new ChainEnd(mark, intents.sequences());
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Throwable failed(Exception e) {
    try {
      if (e instanceof SegmentFile.LostException) {
        lost = true;
      } else {
        segment.undo();
      }
    } catch (IOException undoing) {
      lost = true;
      e.addSuppressed(undoing);
    }
    failure = (lost ? "the chain takes nothing before the next start: " : "a record could not be written: ") + e.getMessage();
    System.getLogger("reeve.audit").log(System.Logger.Level.ERROR, failure, e);
    return e;
  }

  /**
   * Makes a checkpoint if there are records behind the last one; on this thread, within {@link #alone}.
   *
   * @throws IOException when it cannot be written
   */
  void seal() throws IOException {
    checkpoint(Checkpoint.WHEN_ANY);
  }

  /** Makes a checkpoint in any case; on this thread, within {@link #alone}. */
  void checkpoint() throws IOException {
    checkpoint(Checkpoint.ALWAYS);
  }

  private void checkpoint(Checkpoint wanted) throws IOException {
    Throwable refused = attempt(List.of(), wanted);
    if (refused != null) {
      reserve.noticed(refused);
      throw new IOException("a checkpoint could not be written: " + refused.getMessage(), refused);
    }
  }

  /** Has the next record begin a new segment; on this thread, within {@link #alone}. */
  void roll() {
    segment.roll();
  }

  /**
   * Hands the chain over to the next key; on this thread, within {@link #alone}.
   *
   * @return the epoch that begins
   */
  long rotate(java.security.KeyPair next) throws IOException {
    CheckpointKey successor = CheckpointKey.of(next.getPrivate(), next.getPublic(), epoch + 1);
    try {
      ChainHead.Sealed sealed = head.rotation(clock.instant(), REQUEST, AuditDraft.ORG, keys.signing(epoch), successor, next.getPublic());
      segment.append(sealed.line(), sealed.record().seq());
      segment.force();
      epoch = successor.epoch();
      keyId = successor.keyId();
      appended.increment();
      became(sealed.head(), sealed.record().seq());
      return epoch;
    } catch (IOException | RuntimeException e) {
      Throwable refused = failed(e);
      reserve.noticed(refused);
      throw new IOException("the audit key could not be rotated: " + refused.getMessage(), refused);
    }
  }

  /** Nothing more is taken before the next start, which sets right what could not be. */
  void lose(String why) {
    lost = true;
    failure = "the chain takes nothing before the next start: " + why;
  }

  void close() {
    closed = true;
    // No interrupt: it would close the segment's channel under a write. A queue that is full needs no waking.
    boolean unused = queue.offer(new Alone(() -> {}));
    try {
      thread.join();
      segment.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.getLogger("reeve.audit").log(System.Logger.Level.WARNING, "the audit segment did not close", e);
    }
    for (Work work : queue) {
      if (work instanceof Waiting waiting) {
        waiting.answer().completeExceptionally(new IOException("the kernel is stopping"));
      }
    }
  }
}
