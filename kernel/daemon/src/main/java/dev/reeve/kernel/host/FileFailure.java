package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;

/** What is told of a file that could not be used: the platform's words say which case it is, and are never passed on as they are. */
enum FileFailure {
  READ("open", "cannot be read"),
  WRITE("write", "was not written");

  private final String verb;
  private final String outcome;

  FileFailure(String verb, String outcome) {
    this.verb = verb;
    this.outcome = outcome;
  }

  CapsuleException of(Path path, IOException e) {
    return switch (e) {
      case NoSuchFileException none -> told(Kind.NOT_FOUND, this == READ ? "there is no " + path : "there is no folder for " + path, none);
      case NotDirectoryException link -> overALink(path, link);
      case FileSystemLoopException link -> overALink(path, link);
      case AccessDeniedException denied -> told(Kind.DENIED, "the kernel's user may not " + verb + " " + path, denied);
      case FileAlreadyExistsException there -> told(Kind.STATE, path + " is there already", there);
      default -> byReason(path, e);
    };
  }

  CapsuleException of(Path path, DirectoryIteratorException e) {
    return of(path, Objects.requireNonNull(e.getCause(), "it always has one"));
  }

  private CapsuleException byReason(Path path, IOException e) {
    String reason = String.valueOf(e instanceof FileSystemException told ? told.getReason() : e.getMessage());
    if (reason.contains("Too many levels of symbolic links") || reason.contains("Not a directory")) {
      return overALink(path, e);
    }
    if (reason.contains("No space left") || reason.contains("quota exceeded")) {
      return told(Kind.UNAVAILABLE, "the disk is full: " + path + " " + outcome, e);
    }
    if (reason.contains("Read-only file system")) {
      return told(Kind.UNAVAILABLE, "the file system is read-only: " + path + " " + outcome, e);
    }
    if (reason.contains("File name too long")) {
      return told(Kind.INVALID, "a name in " + path + " is longer than its file system takes", e);
    }
    if (reason.contains("Is a directory")) {
      return told(Kind.STATE, path + " is no regular file", e);
    }
    return told(Kind.UNAVAILABLE, path + " " + outcome, e);
  }

  private static CapsuleException overALink(Path path, IOException e) {
    return told(Kind.STATE, path + " leads over something that is no folder, or over a symbolic link", e);
  }

  private static CapsuleException told(Kind kind, String message, IOException e) {
    return new CapsuleException(kind, message, e);
  }
}
