package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditEntry;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.BrokenChainException;
import dev.reeve.evidence.ChainRestore;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.evidence.Segments;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.Transaction.OutboxRow;
import dev.reeve.kernel.store.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A chain as it is found at the start: verified, cut to its last whole record, freed of what was pruned. */
final class ChainOpening {

  /** A chain of no more records is verified from its first one at each start; a longer one behind where it is known, and then meanwhile. */
  private static final long WHOLE = 100_000;

  /** More records than can be on their way between chain and database. */
  private static final int LOOK_BACK = 20_000;

  private final Path folder;
  private final OpenIntents intents = new OpenIntents();
  private final Set<String> present = new HashSet<>();
  private @Nullable Instant last;
  private String lastOutbox = "";
  private boolean another;

  private ChainOpening(Path folder) {
    this.folder = folder;
  }

  /**
   * A chain and what its records told.
   *
   * @param lastOutbox the greatest id of a row in what was read; empty for none
   * @param whole whether it was verified from its first record
   */
  record Opened(ChainRestore restore, OpenIntents intents, Set<String> present, @Nullable Instant last, String lastOutbox, boolean whole) {}

  /**
   * What the database knows of the chain.
   *
   * @param end null where it knows nothing
   * @param lastOutbox id of the latest row it gave to the chain; empty for none
   * @param undelivered rows that may or may not be in the chain
   */
  record Known(@Nullable ChainEnd end, String lastOutbox, List<OutboxRow> undelivered) {}

  /** Whether a folder has no chain yet. */
  static boolean fresh(Path folder) throws IOException {
    try {
      return Segments.list(folder).isEmpty();
    } catch (UnreadableChainException e) {
      throw new IOException("the audit chain cannot be read: " + e.getMessage(), e);
    }
  }

  /** Throws IOException when the chain is not as it was written, shorter than it is known to be, or of a later time than the database. */
  static Opened open(Path folder, PinnedKeys pinned, Known known) throws IOException {
    try {
      return opened(folder, pinned, known);
    } catch (BrokenChainException e) {
      if (!LostPower.mended(folder, pinned, known.end(), e.seq())) {
        throw broken(e);
      }
    }
    try {
      return opened(folder, pinned, known);
    } catch (BrokenChainException e) {
      throw broken(e);
    }
  }

  private static IOException broken(BrokenChainException e) {
    return new IOException("the audit chain is broken and nothing is appended to it: " + e.getMessage() + "; see 'reeve audit verify'", e);
  }

  private static Opened opened(Path folder, PinnedKeys pinned, Known known) throws IOException, BrokenChainException {
    ChainOpening opening = new ChainOpening(folder);
    Set<String> wanted = known.undelivered().stream().map(OutboxRow::id).collect(Collectors.toSet());
    ChainRestore restore;
    boolean whole;
    try {
      ChainEnd end = known.end();
      whole = end == null || end.head().seq() <= WHOLE;
      if (end != null && !whole) {
        opening.knownOpen(end);
        opening.lookBack(end, wanted);
      }
      restore = ChainRestore.of(folder, pinned, end == null || whole ? null : end.mark(), entry -> opening.accept(entry, wanted, end));
      opening.reached(restore, end);
    } catch (UnreadableChainException e) {
      throw new IOException("the audit chain cannot be read: " + e.getMessage(), e);
    }
    if (!known.lastOutbox().isEmpty() && opening.lastOutbox.compareTo(known.lastOutbox()) > 0) {
      throw new IOException(
          "the database is older than the audit chain, which tells of changes that the database does not have: restore both from one backup");
    }
    if (restore.segment() != null && restore.tornBytes() > 0) {
      cut(restore.segment(), restore.wholeBytes(), restore.tornBytes());
    }
    if (restore.leftovers() > 0) {
      removeBefore(folder, restore.firstSeq());
    }
    return new Opened(restore, opening.intents, opening.present, opening.last, opening.lastOutbox, whole);
  }

  private void knownOpen(ChainEnd end) throws IOException {
    for (long seq : end.open()) {
      new ChainCursor(folder, seq).read(seq, 1).stream().filter(record -> record.seq() == seq).forEach(intents::accept);
    }
  }

  /** The database may have noted an end before it took out the rows that were delivered up to there. */
  private void lookBack(ChainEnd end, Set<String> wanted) throws IOException {
    if (wanted.isEmpty()) {
      return;
    }
    ChainCursor before = new ChainCursor(folder, end.head().seq() - LOOK_BACK);
    for (AuditRecord record : before.read(end.head().seq(), LOOK_BACK + 1)) {
      if (record.outbox() != null && wanted.contains(record.outbox())) {
        present.add(record.outbox());
      }
    }
  }

  /** Throws IOException when the chain ends before, or had another record at, where the database knows it. */
  private void reached(ChainRestore restore, @Nullable ChainEnd end) throws IOException {
    if (end != null && (end.head().seq() > restore.head().seq() || another)) {
      throw new IOException(
          "the audit chain is broken and nothing is appended to it: it ends at record " + restore.head().seq() + " or was changed, record "
              + end.head().seq() + " was known; see 'reeve audit verify'");
    }
  }

  private void accept(AuditEntry entry, Set<String> wanted, @Nullable ChainEnd end) {
    AuditRecord record = entry.record();
    another |= end != null && end.head().seq() == record.seq() && !end.head().hash().equals(entry.hash());
    last = record.time();
    intents.accept(record);
    String outbox = record.outbox();
    if (outbox != null) {
      lastOutbox = outbox.compareTo(lastOutbox) > 0 ? outbox : lastOutbox;
      if (wanted.contains(outbox)) {
        present.add(outbox);
      }
    }
  }

  /** Cuts off what stands behind the whole records of a segment, and keeps it beside. */
  static void cut(Path segment, long whole, int torn) throws IOException {
    System.getLogger("reeve.audit")
        .log(System.Logger.Level.WARNING, "{0}: {1} bytes of a record that was never acknowledged are cut off", segment, torn);
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer tail = ByteBuffer.allocate(torn);
      channel.read(tail, whole);
      Files.write(segment.resolveSibling("torn-" + Ids.nextText() + ".part"), tail.array(), StandardOpenOption.CREATE_NEW);
      channel.truncate(whole);
      channel.force(true);
    }
  }

  /** Removes segments of records that are pruned, from the oldest, and answers their bytes. */
  static long removeBefore(Path folder, long first) throws IOException {
    long bytes = 0;
    try {
      for (Path segment : Segments.list(folder)) {
        if (String.valueOf(segment.getFileName()).compareTo(Segments.name(first)) < 0) {
          bytes += Files.size(segment);
          Files.delete(segment);
          dev.reeve.kernel.store.Failpoint.AUDIT_PRUNE_REMOVED.reached();
        }
      }
    } catch (UnreadableChainException e) {
      throw new IOException(e.getMessage(), e);
    }
    WholeFile.forceFolder(folder);
    return bytes;
  }
}
