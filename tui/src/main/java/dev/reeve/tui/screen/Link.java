package dev.reeve.tui.screen;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the kernel.
 *
 * @param principal whom it takes the caller for; empty before it said so
 * @param state its state; empty before it said so
 * @param lost since when it does not answer; null while it does
 */
public record Link(String principal, String state, @Nullable Instant lost) {

  static final Link UNKNOWN = new Link("", "", null);

  Link lost(Instant at) {
    return new Link(principal, state, lost == null ? at : lost);
  }
}
