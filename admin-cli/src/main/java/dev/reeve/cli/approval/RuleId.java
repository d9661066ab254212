package dev.reeve.cli.approval;

import java.security.SecureRandom;
import java.util.UUID;

/** Ids that authors choose for rules: UUIDv7, RFC 9562, section 5.7. */
final class RuleId {

  private static final SecureRandom RANDOM = new SecureRandom();

  private RuleId() {}

  /** Milliseconds since 1970 in 48 bits, the version, 74 random bits around the variant. */
  static String next() {
    long high = System.currentTimeMillis() << 16 | 0x7000 | RANDOM.nextInt(1 << 12);
    long low = RANDOM.nextLong() >>> 2 | Long.MIN_VALUE;
    return new UUID(high, low).toString();
  }
}
