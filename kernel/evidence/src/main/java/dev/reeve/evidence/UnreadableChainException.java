package dev.reeve.evidence;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** A chain that could not be read, so that nothing is said of whether it is intact. */
public final class UnreadableChainException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  UnreadableChainException(String message) {
    super(message);
  }

  UnreadableChainException(String message, Throwable cause) {
    super(message, cause);
  }

  UnreadableChainException(Path place, IOException cause) {
    super(place + ": " + reason(cause), cause);
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case NoSuchFileException absent -> "no such file or folder";
      case NotDirectoryException file -> "not a folder";
      case AccessDeniedException denied -> "access denied";
      default -> String.valueOf(cause.getMessage());
    };
  }
}
