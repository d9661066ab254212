package dev.reeve.kernel.authority;

import java.io.Serial;

/** Text that is no capability or pattern. The message names the place and the rule, and quotes at most 40 characters. */
public final class InvalidPatternException extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1L;

  InvalidPatternException(String message) {
    super(message);
  }
}
