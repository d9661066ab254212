package dev.reeve.capsule;

import java.util.List;
import java.util.Map;

/**
 * What a runtime gives on this host.
 *
 * @param confinement strongest first; empty when nothing can be run here
 * @param limits by name ({@code memory}, {@code processes}, {@code cpuPercent}, {@code storage}) how well each is kept
 * @param remarks what an operator should know, a sentence each
 */
public record RuntimeDescription(List<Confinement> confinement, Map<String, Enforcement> limits, List<String> remarks) {

  /** How well a limit is kept. */
  public enum Enforcement {
    EXACT,
    APPROXIMATE,
    NONE
  }
}
