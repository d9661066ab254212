package dev.reeve.cli.backup;

import java.io.Serial;

/** A backup that is not as its kernel made it: what is wrong, in a clause. */
final class BrokenBackupException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  BrokenBackupException(String problem) {
    super(problem, null, false, false);
  }

  /** What is wrong. */
  String problem() {
    return String.valueOf(getMessage());
  }
}
