package dev.reeve.cli.doctor;

/**
 * One thing that was looked at.
 *
 * @param about what was looked at, such as {@code kernel} or a path's role
 * @param said what was found
 * @param remedy what to do; empty where nothing is to be done
 */
public record Finding(Level level, String about, String said, String remedy) {

  /** How well it is. */
  public enum Level {
    OK,
    /** Works, but not as it should. */
    WARN,
    /** Does not work. */
    FAIL,
    /** Did not work and was repaired. */
    FIXED
  }

  static Finding ok(String about, String said) {
    return new Finding(Level.OK, about, said, "");
  }

  static Finding warn(String about, String said, String remedy) {
    return new Finding(Level.WARN, about, said, remedy);
  }

  static Finding fail(String about, String said, String remedy) {
    return new Finding(Level.FAIL, about, said, remedy);
  }

  static Finding fixed(String about, String said) {
    return new Finding(Level.FIXED, about, said, "");
  }
}
