package dev.reeve.kernel.authority;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody wants to give: the patterns, until when (null: without term), and whether they said they know it is everything. */
public record Conferral(List<CapabilityPattern> patterns, @Nullable Instant until, boolean unsafeAdmin) {

  public Conferral {
    patterns = List.copyOf(patterns);
  }
}
