package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.kernel.fault.KernelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Reads durable records on and on. Not for several threads. */
public final class AuditReader {

  private static final int BLOCK = 2048;

  private final ChainCursor cursor;
  private final LongSupplier through;

  AuditReader(ChainCursor cursor, LongSupplier through) {
    this.cursor = cursor;
    this.through = through;
  }

  /** The next durable records, at most so many; none where all were read. */
  public List<AuditRecord> next(int most) {
    try {
      return cursor.read(through.getAsLong(), most);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The newest that fit of the records from {@code first} to before {@code end}, from the newest; looked for until somebody is gone. */
  static List<AuditRecord> newest(Path folder, AuditFilter filter, long first, long end, int most, BooleanSupplier gone) {
    List<AuditRecord> found = new ArrayList<>();
    try {
      for (long to = end; to > first && found.size() < most && !gone.getAsBoolean(); to = Math.max(first, to - BLOCK)) {
        long from = Math.max(first, to - BLOCK);
        List<AuditRecord> block = new ChainCursor(folder, from).read(to - 1, BLOCK);
        for (int i = block.size() - 1; i >= 0 && found.size() < most; i--) {
          if (filter.test(block.get(i))) {
            found.add(block.get(i));
          }
        }
      }
      return found;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static KernelException unreadable(IOException e) {
    return KernelException.unavailable("the audit chain cannot be read: " + e.getMessage(), e);
  }
}
