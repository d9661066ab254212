package dev.reeve.cli.config;

/**
 * What is wrong, and where.
 *
 * @param where the file, or the variable of the environment
 * @param line of the file, from 1; 0: the whole
 * @param column from 1; 0: the whole
 */
public record ConfigProblem(String where, int line, int column, String said) {

  /** Of the whole file or variable. */
  static ConfigProblem whole(String where, String said) {
    return new ConfigProblem(where, 0, 0, said);
  }

  /** {@code FILE:3:1: said}, or {@code FILE: said}. */
  @Override
  public String toString() {
    return where + (line == 0 ? "" : ":" + line + ":" + column) + ": " + said;
  }
}
