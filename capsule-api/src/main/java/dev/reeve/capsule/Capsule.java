package dev.reeve.capsule;

import org.pf4j.ExtensionPoint;

/**
 * The one entry class of a capsule, marked with PF4J's {@code @Extension}. It has a public constructor without parameters, which does
 * no work.
 */
public interface Capsule extends ExtensionPoint {

  /**
   * Registers what {@code capsule.toml} announces. Called once, before any contribution is used.
   *
   * @throws CapsuleException when it cannot work; the capsule is FAILED with that reason and nothing of it is registered
   */
  void start(CapsuleContext context) throws CapsuleException;

  /** Lets go of what {@link #start} took; no contribution is called any more. Bounded by the kernel to 10 s. */
  default void stop() {}

  /** Whether it can serve now; asked after the start and from time to time, bounded to 1 s. */
  default Health health() {
    return Health.ok();
  }
}
