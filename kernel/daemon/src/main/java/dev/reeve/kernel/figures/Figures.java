package dev.reeve.kernel.figures;

import java.time.Duration;

/**
 * Figures of one thing that is called.
 *
 * @param errors calls among them that failed
 * @param p50 half of the calls took no longer; zero while there were none
 * @param p99 all but one in a hundred took no longer
 */
public record Figures(long calls, long errors, Duration p50, Duration p99) {

  public static final Figures NONE = new Figures(0, 0, Duration.ZERO, Duration.ZERO);
}
