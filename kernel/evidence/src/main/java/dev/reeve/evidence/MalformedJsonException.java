package dev.reeve.evidence;

import java.io.Serial;

/** Bytes that are not canonical JSON, or not an audit record, with the offset and the rule. Without a stack trace: input is to blame. */
public final class MalformedJsonException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final int offset;

  MalformedJsonException(int offset, String rule) {
    super("byte " + offset + ": " + rule, null, false, false);
    this.offset = offset;
  }

  /** From the first byte of what was read, 0 for that byte. */
  public int offset() {
    return offset;
  }
}
