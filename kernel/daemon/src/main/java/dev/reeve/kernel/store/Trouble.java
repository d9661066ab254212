package dev.reeve.kernel.store;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Why the database did not take a change.
 *
 * @param words for people
 * @param lasting whether nothing more may be written before the next start: what is on disk is not known any more
 */
record Trouble(String words, boolean lasting) {

  static Trouble of(SQLException failure) {
    if (!(failure instanceof SQLiteException)) {
      return new Trouble(String.valueOf(failure.getMessage()), false);
    }
    return switch (code(failure)) {
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_BUSY_SNAPSHOT, SQLITE_BUSY_RECOVERY -> new Trouble("another program has the database locked", false);
      case SQLITE_FULL -> new Trouble("the disk is full", false);
      case SQLITE_READONLY, SQLITE_READONLY_DIRECTORY, SQLITE_CANTOPEN, SQLITE_PERM -> new Trouble("the database cannot be written: " + failure.getMessage(), false);
      case SQLITE_IOERR_FSYNC, SQLITE_IOERR_DIR_FSYNC -> new Trouble("what was written could not be forced to the disk: restart the kernel", true);
      case SQLITE_CORRUPT, SQLITE_CORRUPT_INDEX, SQLITE_NOTADB -> new Trouble("the database is damaged: " + failure.getMessage(), true);
      default -> new Trouble("a change failed: " + failure.getMessage(), false);
    };
  }

  /** Whether the error is of one statement alone, so that the rest of its transaction stands. */
  static boolean ofOneChange(SQLException failure) {
    if (!(failure instanceof SQLiteException)) {
      return true;
    }
    String name = code(failure).name();
    return name.startsWith("SQLITE_CONSTRAINT") || name.equals("SQLITE_ERROR") || name.equals("SQLITE_MISMATCH") || name.equals("SQLITE_TOOBIG")
        || name.equals("SQLITE_RANGE") || name.equals("SQLITE_MISUSE");
  }

  private static SQLiteErrorCode code(SQLException failure) {
    return failure instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
  }
}
