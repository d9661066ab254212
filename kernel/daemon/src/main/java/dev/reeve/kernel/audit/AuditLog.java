package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.BackupManifest;
import dev.reeve.evidence.BrokenChainException;
import dev.reeve.evidence.ChainExport;
import dev.reeve.evidence.ChainMark;
import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.LineSink;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.evidence.Verification;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.DiskReserve;
import dev.reeve.kernel.store.Failpoint;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import dev.reeve.kernel.store.Transaction.OutboxRow;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The audit chain of a running kernel: what it records is on disk before it is answered, and what cannot be recorded is refused. Reading
 * sees durable records alone.
 */
public final class AuditLog implements AutoCloseable, Store.Delivery {

  /** Where the chain and its keys are. */
  public record Files(Path folder, Path privateKey, Path publicKey) {}

  /**
   * How much is written into what.
   *
   * @param segmentBytes after which a new segment begins; 4 KiB to 1 GiB
   * @param checkpointRecords after which a checkpoint is signed
   * @param checkpointTime after which one is signed when nothing else is to be written
   */
  public record Settings(long segmentBytes, int checkpointRecords, Duration checkpointTime) {

    /** 64 MiB, 1,024 records, a minute. */
    public static final Settings DEFAULT = new Settings(64L << 20, 1024, Duration.ofMinutes(1));
  }

  private final Path folder;
  private final AuditKeys keys;
  private final Appender appender;
  private final KernelClock clock;
  private final DiskReserve reserve;
  private final ChainPruning pruning;
  private final ReentrantLock rearranging = new ReentrantLock();
  private final List<Long> unfinished;
  private final String lastOutbox;

  private AuditLog(Path folder, AuditKeys keys, Appender appender, KernelClock clock, DiskReserve reserve, ChainOpening.Opened opened) {
    this.folder = folder;
    this.keys = keys;
    this.appender = appender;
    this.clock = clock;
    this.reserve = reserve;
    this.pruning = new ChainPruning(folder, keys, appender, clock, opened.restore().firstSeq());
    this.unfinished = opened.intents().sequences();
    this.lastOutbox = opened.lastOutbox();
  }

  /** As {@link #open(Files, Settings, Store, KernelClock, DiskReserve)} on a chain of which no database knows. */
  public static AuditLog open(Files files, List<OutboxRow> undelivered, KernelClock clock) throws IOException {
    return open(files, Settings.DEFAULT, new ChainOpening.Known(null, "", undelivered), clock, DiskReserve.none());
  }

  /**
   * Opens or begins a chain, cuts off a torn tail, finishes what a crash left of a rotation or a pruning, and appends what the store
   * committed and the chain does not have yet.
   *
   * @throws IOException when the chain is broken, shorter than the database knows it, of a later time than the database, or cannot be read:
   *     nothing is appended to such a chain
   */
  public static AuditLog open(Files files, Settings settings, Store store, KernelClock clock, DiskReserve reserve) throws IOException {
    String mark = store.mark();
    boolean used = store.value("id").isPresent();
    if (!used && !ChainOpening.fresh(files.folder())) {
      throw new IOException(
          "there is an audit chain in " + files.folder() + ", but the database beside it is new: restore the database from a backup, or begin with a new home");
    }
    List<OutboxRow> undelivered = store.undelivered();
    try {
      ChainEnd end = mark.isEmpty() ? null : ChainEnd.parse(mark);
      AuditLog log = open(files, settings, new ChainOpening.Known(end, store.lastOutbox(), undelivered), clock, reserve);
      store.delivered(undelivered);
      if (!log.lastOutbox.isEmpty()) {
        store.gaveOutbox(log.lastOutbox);
      }
      store.deliverTo(log);
      return log;
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static AuditLog open(Files files, Settings settings, ChainOpening.Known known, KernelClock clock, DiskReserve reserve)
      throws IOException {
    AuditKeys keys = AuditKeys.open(files.privateKey(), files.publicKey(), ChainOpening.fresh(files.folder()));
    ChainOpening.Opened opened = ChainOpening.open(files.folder(), keys.pinned(), known);
    keys.settle(opened.restore().keyId());
    if (opened.last() != null) {
      clock.seen(opened.last());
    }
    SegmentFile segment = new SegmentFile(files.folder(), opened.restore().segment(), settings.segmentBytes());
    Appender.Pace pace = new Appender.Pace(settings.segmentBytes(), settings.checkpointRecords(), settings.checkpointTime());
    Appender appender = new Appender(keys, segment, pace, clock, reserve, opened.intents(), opened.restore().mark());
    AuditLog log = new AuditLog(files.folder(), keys, appender, clock, reserve, opened);
    appender.start();
    if (!opened.whole()) {
      Thread.ofVirtual().name("audit-verify").start(log::verifyMeanwhile);
    }
    Set<String> present = opened.present();
    try {
      log.deliver(known.undelivered().stream().filter(row -> !present.contains(row.id())).toList(), true).get();
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

  /**
   * Records something and waits until it is durable.
   *
   * @return the sequence up to which the chain is durable
   * @throws KernelException UNAVAILABLE or DISK_FULL when it cannot be recorded: then it must not be done
   */
  public long record(AuditDraft entry) {
    return await(submit(entry));
  }

  /**
   * Hands something over to be recorded; the future completes when it is durable, or with what {@link #await} makes a refusal of.
   *
   * @throws KernelException UNAVAILABLE or DISK_FULL when no record is taken
   */
  public CompletableFuture<Long> submit(AuditDraft entry) {
    return appender.append(Drafts.of(entry, clock.instant(), null), DiskReserve.urgent());
  }

  /** Waits for something to be recorded, and throws what {@link #record} does when it cannot be. */
  public static long await(CompletableFuture<Long> recording) {
    try {
      return recording.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KernelException known ? known : KernelException.unavailable("this cannot be audited, so it is not done", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KernelException.unavailable("interrupted while this was being audited", e);
    }
  }

  /** Records something that nobody waits for; it is refused like the rest when the chain takes nothing. */
  public void note(AuditDraft entry) {
    var unused = submit(entry);
  }

  /** Records something the kernel itself did. */
  public void event(String method, String summary) {
    record(AuditDraft.event("system", method, "", Map.of(), "OK", summary));
  }

  @Override
  public CompletableFuture<?> deliver(List<OutboxRow> rows, boolean urgent) {
    List<CompletableFuture<Long>> answers = new ArrayList<>(rows.size());
    for (OutboxRow row : rows) {
      try {
        answers.add(appender.append(Drafts.of(AuditPayload.read(row.payload()), clock.instant(), row.id()), urgent));
      } catch (KernelException | IllegalArgumentException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
  }

  @Override
  public String mark() {
    return appender.end().text();
  }

  /** Why nothing is taken, or the last record was not; null while records are. */
  public @Nullable String failure() {
    return appender.failure();
  }

  /** The sequence of the last durable record; 0 before the first. */
  public long lastSequence() {
    return appender.end().head().seq();
  }

  /** Where the chain ends durably, and what is known of it there. */
  public ChainMark head() {
    return appender.end().mark();
  }

  /** Public keys of all epochs. */
  public PinnedKeys pinned() {
    return keys.pinned();
  }

  /** Durable records from a sequence on, at most so many. */
  public List<AuditRecord> records(long from, int most) {
    return reader(from).next(most);
  }

  /** Reads on and on from a sequence. */
  public AuditReader reader(long from) {
    return new AuditReader(new ChainCursor(folder, from), this::lastSequence);
  }

  /** As {@link #list(AuditFilter, long, int, BooleanSupplier)}, for somebody who waits for it in any case. */
  public List<AuditRecord> list(AuditFilter filter, long before, int most) {
    return list(filter, before, most, () -> false);
  }

  /**
   * The newest records that fit, from the newest.
   *
   * @param before only those with a lesser sequence; 0: from the end
   * @param gone whether nobody waits for them any more: then it looks no further
   */
  public List<AuditRecord> list(AuditFilter filter, long before, int most, BooleanSupplier gone) {
    long end = before == 0 ? lastSequence() + 1 : Math.min(before, lastSequence() + 1);
    return AuditReader.newest(folder, filter, pruning.first(), end, most, gone);
  }

  /** Waits until there is a record beyond a sequence, or the time is up. */
  public void awaitBeyond(long sequence, Duration patience) throws InterruptedException {
    appender.awaitBeyond(sequence, patience);
  }

  /** Sequences of intents whose outcome the last life of the kernel did not record, as found at the opening. */
  List<Long> unfinished() {
    return unfinished;
  }

  /** Reads the chain on disk from its beginning to what is durable now. */
  public Verification verify() {
    try {
      return ChainVerifier.verify(folder, keys.pinned(), lastSequence());
    } catch (UnreadableChainException e) {
      throw KernelException.unavailable("the audit chain cannot be read: " + e.getMessage(), e);
    }
  }

  /** A chain that turns out to be broken takes nothing more. */
  private void verifyMeanwhile() {
    try {
      Verification found = verify();
      if (!found.intact()) {
        appender.lose("the chain is broken: " + found.problem());
      }
    } catch (KernelException e) {
      appender.lose(String.valueOf(e.getMessage()));
    }
  }

  /** Signs a checkpoint over everything up to now, unless there is one. */
  public void seal() {
    alone(() -> {
      appender.seal();
      return true;
    });
  }

  /**
   * Gives out records that fit with their proofs, as lines of an export.
   *
   * @throws KernelException INVALID_ARGUMENT when more fit than {@code most}; UNAVAILABLE when the chain cannot be read
   */
  public void export(AuditFilter filter, int most, LineSink out) throws IOException {
    seal();
    try {
      ChainExport.write(folder, keys.pinned(), filter, most, out);
    } catch (IllegalArgumentException e) {
      throw KernelException.invalid("limit", String.valueOf(e.getMessage()));
    } catch (BrokenChainException | UnreadableChainException e) {
      throw KernelException.unavailable("the audit chain cannot be exported: " + e.getMessage(), e);
    }
  }

  /** Signs what a backup holds with the key in force. */
  public BackupManifest sign(BackupManifest manifest) {
    return manifest.sign(keys.signing(appender.end().mark().epoch()));
  }

  /** Does something while nothing is written to the chain, which ends with a checkpoint; nothing is pruned or rotated meanwhile. */
  public <T> T held(Callable<T> work) {
    return rearranged(
        () ->
            alone(
                () -> {
                  appender.seal();
                  return work.call();
                }));
  }

  /** Keeps segments and keys where they are while something goes on. */
  public <T> T rearranged(Callable<T> work) {
    if (!rearranging.tryLock()) {
      throw KernelException.state("a backup, a pruning or a rotation of the audit chain is going on: try again when it is over");
    }
    try {
      return work.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw KernelException.unavailable(String.valueOf(e.getMessage()), e);
    } finally {
      rearranging.unlock();
    }
  }

  /**
   * Lets the next key take over; the old private key is erased.
   *
   * @return the epoch that begins
   * @throws KernelException FAILED_PRECONDITION when all epochs are used; UNAVAILABLE when it cannot be written
   */
  public long rotate() {
    return rearranged(
        () -> {
          if (keys.pinned().keys().size() >= PinnedKeys.MOST) {
            throw KernelException.state("the audit key was rotated " + (PinnedKeys.MOST - 1) + " times, which is as often as it can be");
          }
          KeyPair next = keys.prepare();
          planned(keys.plan(next));
          return alone(
              () -> {
                appender.seal();
                long epoch = appender.rotate(next);
                Failpoint.AUDIT_ROTATE_RECORDED.reached();
                try {
                  keys.handOver(next);
                } catch (IOException e) {
                  appender.lose("the chain is handed over to a key that could not be put in its place: " + e.getMessage());
                  throw e;
                }
                return epoch;
              });
        });
  }

  /**
   * Takes whole segments away whose records are all before one, and leaves a signed receipt.
   *
   * @param before the first record that stays, at least
   * @param kept made durable before anything goes: what else knows where records stand
   */
  public Pruned prune(long before, boolean dryRun, Runnable kept) {
    return rearranged(() -> pruning.prune(before, dryRun, kept, this::planned));
  }

  /** Records which file a request is about to write. */
  public void planned(FilePlan plan) {
    AuditDraft draft = plan.record();
    if (draft != null) {
      record(draft);
    }
  }

  /** The first record that must stay so that everything since a moment does. */
  public long since(Instant moment) {
    try {
      return pruning.since(moment);
    } catch (IOException e) {
      throw KernelException.unavailable("the audit chain cannot be read: " + e.getMessage(), e);
    }
  }

  /** The chain in figures. */
  public AuditFigures figures() {
    ChainEnd end = appender.end();
    try {
      return pruning.figures(end, appender, reserve.held());
    } catch (IOException e) {
      throw KernelException.unavailable("the audit chain cannot be read: " + e.getMessage(), e);
    }
  }

  private <T> T alone(Callable<T> work) {
    try {
      return appender.alone(work).get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw cause instanceof KernelException known ? known : KernelException.unavailable(String.valueOf(cause.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KernelException.unavailable("interrupted", e);
    }
  }

  @Override
  public void close() {
    appender.close();
  }
}
