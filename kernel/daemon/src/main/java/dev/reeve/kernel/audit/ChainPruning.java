package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.BrokenChainException;
import dev.reeve.evidence.ChainRestore;
import dev.reeve.evidence.PruneReceipt;
import dev.reeve.evidence.Segments;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.Failpoint;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the oldest segments of the chain away, whole ones only. The receipt is durable before the first of them goes, and the next start
 * finishes what a crash cut.
 */
final class ChainPruning {

  private final Path folder;
  private final AuditKeys keys;
  private final Appender appender;
  private final KernelClock clock;
  private volatile long first;

  ChainPruning(Path folder, AuditKeys keys, Appender appender, KernelClock clock, long first) {
    this.folder = folder;
    this.keys = keys;
    this.appender = appender;
    this.clock = clock;
    this.first = first;
  }

  /** The first record that is there. */
  long first() {
    return first;
  }

  Pruned prune(long before, boolean dryRun, Runnable kept, Consumer<FilePlan> planned) throws IOException, InterruptedException {
    if (!dryRun) {
      begin(before > appender.end().head().seq());
      kept.run();
    }
    List<Path> segments = segments();
    long head = appender.end().head().seq();
    if (dryRun && before > head) {
      return new Pruned(head + 1, segments.size(), bytes(segments), "");
    }
    int gone = 0;
    long bytes = 0;
    for (int i = 0; i + 1 < segments.size() && firstSeq(segments.get(i + 1)) <= before; i++) {
      gone++;
      bytes += Files.size(segments.get(i));
    }
    if (gone == 0) {
      return new Pruned(first, 0, 0, "");
    }
    long next = firstSeq(segments.get(gone));
    if (dryRun) {
      return new Pruned(next, gone, bytes, "");
    }
    PruneReceipt receipt = receipt(next - 1);
    byte[] text = receipt.text().getBytes(StandardCharsets.UTF_8);
    planned.accept(new FilePlan(folder.resolve(receipt.fileName()), "", Digest.of(text)));
    WholeFile.write(folder.resolve(receipt.fileName()), text, "rw-------");
    Failpoint.AUDIT_PRUNE_RECEIPT.reached();
    first = next;
    ChainOpening.removeBefore(folder, next);
    return new Pruned(next, gone, bytes, receipt.fileName());
  }

  /**
   * Signs for what there is.
   *
   * @param all whether everything may go: a new segment begins then, with a checkpoint
   */
  private void begin(boolean all) throws IOException, InterruptedException {
    try {
      boolean unused =
          appender
              .alone(
                  () -> {
                    if (all) {
                      appender.roll();
                      appender.checkpoint();
                    } else {
                      appender.seal();
                    }
                    return true;
                  })
              .get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
    }
  }

  /** The first record that must stay so that everything since a moment does. */
  long since(Instant moment) throws IOException {
    ChainEnd end = appender.end();
    AuditRecord newest = record(end.head().seq(), end);
    if (newest != null && newest.time().isBefore(moment)) {
      return newest.seq() + 1;
    }
    long stays = first;
    for (Path segment : segments()) {
      AuditRecord begins = record(firstSeq(segment), end);
      if (begins != null && begins.time().isBefore(moment)) {
        stays = begins.seq();
      }
    }
    return stays;
  }

  private PruneReceipt receipt(long last) throws IOException {
    try {
      ChainRestore at = ChainRestore.upTo(folder, keys.pinned(), last);
      long epoch = appender.end().mark().epoch();
      PublicKey inForce = at.key();
      if (inForce == null) {
        return PruneReceipt.of(at.head(), epoch, keys.key(), clock.instant(), keys.signing(epoch));
      }
      return PruneReceipt.of(at.head(), at.epoch(), inForce, clock.instant(), keys.signing(epoch));
    } catch (BrokenChainException | UnreadableChainException e) {
      throw new IOException("the audit chain is not pruned, it cannot be verified: " + e.getMessage(), e);
    }
  }

  private List<Path> segments() throws IOException {
    try {
      return Segments.list(folder);
    } catch (UnreadableChainException e) {
      throw new IOException("the audit chain cannot be read: " + e.getMessage(), e);
    }
  }

  private static long bytes(List<Path> segments) throws IOException {
    long bytes = 0;
    for (Path segment : segments) {
      bytes += Files.size(segment);
    }
    return bytes;
  }

  private static long firstSeq(Path segment) {
    String name = String.valueOf(segment.getFileName());
    return Long.parseLong(name.substring(name.indexOf('-') + 1, name.lastIndexOf('.')));
  }

  AuditFigures figures(ChainEnd end, Appender writing, long reserve) throws IOException {
    List<Path> segments = segments();
    long bytes = bytes(segments);
    AuditRecord oldest = record(first, end);
    AuditRecord newest = record(end.head().seq(), end);
    return new AuditFigures(
        first, end.head().seq(), segments.size(), bytes, end.mark().lastCheckpoint(), oldest == null ? null : oldest.time(),
        newest == null ? null : newest.time(), writing.appended(), writing.forced(), writing.waiting(), end.open().size(), reserve,
        end.mark().epoch());
  }

  private @Nullable AuditRecord record(long seq, ChainEnd end) throws IOException {
    List<AuditRecord> found = new ChainCursor(folder, seq).read(end.head().seq(), 1);
    return found.isEmpty() ? null : found.getFirst();
  }
}
