package dev.reeve.kernel.authority;

/**
 * A limit in force.
 *
 * @param value {@link Quota#UNLIMITED} where nothing limits
 * @param source {@code own}, {@code default}, {@code group NAME} or {@code node}
 */
public record Limit(Quota quota, long value, String source) {

  public boolean unlimited() {
    return value == Quota.UNLIMITED;
  }
}
