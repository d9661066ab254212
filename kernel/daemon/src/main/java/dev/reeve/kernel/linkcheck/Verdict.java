package dev.reeve.kernel.linkcheck;

/** What the list says of a class or a member. */
sealed interface Verdict {

  /** Anybody may use it. */
  record Allowed() implements Verdict {}

  /**
   * Not without a permission.
   *
   * @param permission of the form {@code jdk:word}
   */
  record Needs(String permission) implements Verdict {}

  /** The one allowance. */
  Verdict ALLOWED = new Allowed();
}
