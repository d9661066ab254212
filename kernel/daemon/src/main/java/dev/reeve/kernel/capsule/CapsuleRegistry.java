package dev.reeve.kernel.capsule;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.BlobStore;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the parts of this package share: the table everybody reads, the files behind it, and the lock under which one change is made at a time. */
final class CapsuleRegistry {

  final ReentrantLock changing = new ReentrantLock();
  final LockFile lock;
  final BlobStore blobs;
  final CapsuleStarter starter;
  final Clock clock;
  private final CapsuleOperations.Files files;
  private final TrustStore trust;
  private final boolean development;
  private final Map<String, ContributionFigures> figures = new ConcurrentHashMap<>();
  private volatile CapsuleTable table = CapsuleTable.EMPTY;
  private volatile List<String> problems = List.of();
  private volatile String unreadable = "";
  private boolean closed;

  CapsuleRegistry(CapsuleOperations.Files files, boolean development, CapsuleStarter starter, Clock clock) {
    this.files = files;
    this.lock = new LockFile(files.lock(), files.planned());
    this.blobs = new BlobStore(files.blobs());
    this.trust = new TrustStore(files.publishers());
    this.development = development;
    this.starter = starter;
    this.clock = clock;
  }

  CapsuleTable table() {
    return table;
  }

  Instant now() {
    return clock.instant();
  }

  ContributionFigures figures(String name) {
    return figures.computeIfAbsent(name, unused -> new ContributionFigures());
  }

  void forgetFigures(String name) {
    figures.remove(name);
  }

  /** Where the checked copy of a jar lies. */
  Path stored(String digest) {
    return files.blobs().resolve(digest.substring(0, 2)).resolve(digest);
  }

  /** What is wrong with files of the operator's, in words. */
  List<String> problems() {
    return unreadable.isEmpty() ? problems : Stream.concat(Stream.of(unreadable), problems.stream()).toList();
  }

  /** Notes that what decides over capsules cannot be read; empty: it can. */
  void unreadable(String why) {
    unreadable = why;
  }

  /** Puts another table in force; to be called by whoever holds {@link #changing}. */
  void publish(UnaryOperator<CapsuleTable> change) {
    table = change.apply(table);
  }

  /** Begins a change. */
  void open() {
    changing.lock();
    if (closed) {
      changing.unlock();
      throw new KernelException(ErrorCode.ERROR_CODE_UNAVAILABLE, "the kernel is stopping");
    }
  }

  /** No change begins after this; false when it was so already. */
  boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  boolean closed() {
    return closed;
  }

  /** What is locked with what newer revocation lists add, and the check by the trust that holds now. */
  record Standing(LockedCapsules locked, CapsuleCheck check) {}

  /**
   * Reads what decides over capsules; a revocation list that is new is noted at once.
   *
   * @throws KernelException UNAVAILABLE when the trusted publishers cannot be read
   */
  Standing standing() throws IOException {
    List<Publisher> publishers = trust.get();
    LockedCapsules before = lock.read();
    Revocations.Reading reading = Revocations.read(files.revocations(), publishers, before, blobs);
    problems = reading.revocations().problems();
    if (!reading.locked().equals(before)) {
      lock.write(reading.locked());
    }
    return new Standing(reading.locked(), new CapsuleCheck(publishers, reading.revocations(), development, now()));
  }

  InstalledCapsule find(String name) {
    @Nullable InstalledCapsule capsule = table.find(name);
    if (capsule == null) {
      throw KernelException.notFound("capsule", name);
    }
    return capsule;
  }
}
