package dev.reeve.cli.backup;

import dev.reeve.client.ErrorReport;
import dev.reeve.client.ReeveException;
import java.io.Serial;
import java.util.List;
import java.util.Map;

/** A file that could not be read as a backup, so that nothing is said of whether it is intact. */
final class UnreadableBackupException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  /** Exit code. */
  private static final int UNREADABLE = 2;

  private final String remedy;

  UnreadableBackupException(String message, Throwable cause) {
    this(message, "check the path; 'reeve backup create' makes backups", cause);
  }

  UnreadableBackupException(String message, String remedy, Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  /** As the user is told. */
  ReeveException told() {
    return new ReeveException(
        new ErrorReport("UNREADABLE", String.valueOf(getMessage()), remedy, UNREADABLE, List.of(), Map.of(), ""), this);
  }
}
