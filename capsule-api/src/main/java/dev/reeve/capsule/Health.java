package dev.reeve.capsule;

/**
 * Whether a capsule can serve.
 *
 * @param detail for people; empty when there is nothing to say
 */
public record Health(boolean healthy, String detail) {

  public static Health ok() {
    return new Health(true, "");
  }

  public static Health failing(String detail) {
    return new Health(false, detail);
  }
}
