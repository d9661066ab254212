package dev.reeve.capsule;

import java.io.Serial;

/** A capsule's work failed, for a reason the caller may read. */
public class CapsuleException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  /** Who has to act before the same call can succeed. */
  public enum Kind {
    /** The input is wrong: another input may work. */
    INVALID,
    /** The principal or the capsule may not. */
    DENIED,
    /** What was asked for is not there. */
    NOT_FOUND,
    /** It is there in the wrong state. */
    STATE,
    /** A bound was reached. */
    EXHAUSTED,
    /** The host cannot do it now. */
    UNAVAILABLE
  }

  private final Kind kind;

  public CapsuleException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public CapsuleException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public final Kind kind() {
    return kind;
  }
}
