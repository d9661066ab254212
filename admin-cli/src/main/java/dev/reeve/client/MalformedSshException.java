package dev.reeve.client;

import java.io.IOException;
import java.io.Serial;

/** Bytes or text are not what OpenSSH writes. */
final class MalformedSshException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  MalformedSshException(String message) {
    super(message);
  }
}
