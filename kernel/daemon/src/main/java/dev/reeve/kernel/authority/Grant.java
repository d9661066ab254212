package dev.reeve.kernel.authority;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A pattern a principal holds of its own: {@code until} is the first moment it no longer holds, {@code at} the moment it was given. */
public record Grant(CapabilityPattern pattern, @Nullable Instant until, String reason, String by, @Nullable Instant at) {

  /** A grant without term or history. */
  public static Grant of(CapabilityPattern pattern) {
    return new Grant(pattern, null, "", "", null);
  }

  public boolean holds(Instant now) {
    return until == null || now.isBefore(until);
  }

  /** Whether the pattern is all there is to say. */
  public boolean plain() {
    return until == null && at == null && reason.isEmpty() && by.isEmpty();
  }
}
