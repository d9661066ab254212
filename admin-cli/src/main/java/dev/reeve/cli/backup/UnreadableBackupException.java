package dev.reeve.cli.backup;

import java.io.Serial;

/** A file that could not be read as a backup, so that nothing is said of whether it is intact. */
final class UnreadableBackupException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  UnreadableBackupException(String message, Throwable cause) {
    super(message, cause);
  }
}
