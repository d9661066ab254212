package dev.reeve.cli.seal;

import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.seal.SealException;
import dev.reeve.seal.SigningKey;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Failures of the library of signatures, as a user is told of them. */
final class SealFailure {

  private SealFailure() {}

  /** The key in a folder; an error of exit code 1 where it cannot be used. */
  static SigningKey key(Path dir) {
    try {
      return SigningKey.load(dir);
    } catch (SealException unusable) {
      throw told(unusable);
    } catch (IOException unreadable) {
      throw ReeveException.local(
          LocalError.FAILED, "the key in " + dir + " cannot be read: " + words(unreadable), "check the folder and its permissions");
    }
  }

  /** An error of exit code 1. */
  static ReeveException told(SealException failure) {
    String remedy =
        switch (failure.kind()) {
          case UNUSABLE_KEY -> "name the folder of a key that 'reeve capsule keygen' made, or a new one to make a key";
          case TOO_LARGE, MALFORMED, ENCAPSULATED_CONTENT, SEVERAL_SIGNERS, BAD_CERTIFICATE, UNSUPPORTED_ALGORITHM, WRONG_CONTENT,
              BAD_SIGNATURE -> "ask the author for the capsule and its signature again";
        };
    return ReeveException.local(LocalError.FAILED, String.valueOf(failure.getMessage()), remedy);
  }

  static String words(IOException failure) {
    return failure instanceof FileSystemException named && named.getReason() == null
        ? named.getFile() + " (" + named.getClass().getSimpleName().replace("Exception", "") + ")"
        : String.valueOf(failure.getMessage());
  }
}
