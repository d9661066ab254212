package dev.reeve.cli.doctor;

/**
 * One thing that was found.
 *
 * @param check what looked
 * @param said what was found
 * @param remedy what to do; empty where nothing is to be done
 * @param repair what --fix did, or would do; empty where it does nothing about it
 */
public record Finding(Check check, Level level, String said, String remedy, String repair) {

  /** How well it is. */
  public enum Level {
    OK,
    /** Works, but not as it should. */
    WARN,
    /** Does not work. */
    FAIL,
    /** Was not right and was repaired. */
    FIXED,
    /** Could not be looked at. */
    SKIPPED
  }
}
