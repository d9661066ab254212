package dev.reeve.kernel.identity;

import dev.reeve.kernel.authority.KeyLimit;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a secret that somebody was given once: not the secret.
 *
 * @param id UUIDv7
 * @param issuer whose rights bound what it gives when it is redeemed
 * @param issuerName as it was then
 * @param unsafeAdmin whether its issuer said to know that it gives everything
 * @param usesLeft how often it may still be redeemed; 0 once it is used up
 */
public record Ticket(
    String id, Kind kind, UUID issuer, String issuerName, Gift gift, String label, boolean unsafeAdmin, int usesLeft, Instant issuedAt,
    Instant expiresAt) {

  /** What a ticket is for. */
  public enum Kind {
    INVITE("invite", "reeve_inv_"),
    DEVICE("device", "reeve_pair_");

    private final String word;
    private final String prefix;

    Kind(String word, String prefix) {
      this.word = word;
      this.prefix = prefix;
    }

    /** As the contract spells it. */
    public String word() {
      return word;
    }

    /** What its secrets begin with. */
    String prefix() {
      return prefix;
    }
  }

  /**
   * What its redeemer gets.
   *
   * @param groups of an invite: what the new principal joins
   * @param principal of a device: whose it becomes; null for an invite
   * @param limit of a device: what its key is limited to
   */
  public record Gift(List<String> groups, @Nullable UUID principal, KeyLimit limit) {

    public Gift {
      groups = List.copyOf(groups);
    }

    static Gift groups(List<String> joined) {
      return new Gift(joined, null, KeyLimit.FULL);
    }

    static Gift device(UUID principal, KeyLimit limit) {
      return new Gift(List.of(), principal, limit);
    }
  }
}
