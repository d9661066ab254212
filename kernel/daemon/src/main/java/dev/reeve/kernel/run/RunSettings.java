package dev.reeve.kernel.run;

import java.time.Duration;

/**
 * How many runs a kernel takes and how long it keeps them.
 *
 * @param running at once, of all agents; 1 to 10,000
 * @param queued waiting, of all agents; 0 to 100,000
 * @param queuedEach waiting, of one agent; 0 to 100,000
 * @param retention after which a run that ended is removed; zero: never
 */
public record RunSettings(int running, int queued, int queuedEach, Duration retention) {

  public static final RunSettings DEFAULT = new RunSettings(256, 4096, 256, Duration.ofDays(30));
}
