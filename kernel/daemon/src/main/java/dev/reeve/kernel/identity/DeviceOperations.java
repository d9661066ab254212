package dev.reeve.kernel.identity;

import dev.reeve.kernel.admin.Asked;
import dev.reeve.kernel.admin.Changed;
import dev.reeve.kernel.admin.PolicyChanges;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pairing devices: a key that whoever brings the token makes one of a principal's own, within a scope. */
public final class DeviceOperations {

  private static final Duration STANDARD = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final String ISSUING = "auth:pair";

  private final PolicyChanges changes;
  private final KeyOperations keys;
  private final Tickets tickets;
  private final Issuers issuers;

  public DeviceOperations(PolicyChanges changes, KeyOperations keys, Tickets tickets, Clock clock) {
    this.changes = changes;
    this.keys = keys;
    this.tickets = tickets;
    this.issuers = new Issuers(changes::current, clock);
  }

  /**
   * What a pairing shall be.
   *
   * @param lifetime null: 5 min
   */
  public record Pairing(String principal, @Nullable Duration lifetime, String label, KeyLimit limit) {}

  /** Issues a pairing for no more than its issuer may confer now; as {@link KeyOperations#add}. */
  public Tickets.Issued issue(Asked asked, String issuerName, Pairing wanted) {
    Duration lifetime = Tickets.lifetime(wanted.lifetime(), STANDARD, LONGEST);
    Profile profile = KeyOperations.principal(changes.current(), wanted.principal());
    boolean dryRun = asked.mode() != Asked.Mode.APPLY;
    Changed device = keys.add(asked.dry(true), new KeyOperations.Addition(profile.name(), example(), wanted.limit(), wanted.label(), true));
    if (!device.changed()) {
      throw new IllegalStateException("a new key is a change");
    }
    return tickets.issue(
        new Tickets.Order(
            Ticket.Kind.DEVICE, asked.conferrer(), issuerName, Ticket.Gift.device(profile.id(), wanted.limit()), wanted.label(),
            asked.unsafeAdmin(), 1, lifetime),
        dryRun);
  }

  /** A key of nobody, to try with what a device's would do. */
  private static String example() {
    SecureRandom random = new SecureRandom();
    byte[] bytes = new byte[32];
    String key;
    do {
      random.nextBytes(bytes);
      key = HexFormat.of().formatHex(bytes);
    } while (!KeyProof.isKey(key));
    return key;
  }

  /**
   * A device's key by a pairing; the same key again changes nothing.
   *
   * @throws dev.reeve.kernel.fault.KernelException as {@link InviteOperations#redeem}
   */
  public Redeemed redeem(Redemption redemption) {
    redemption.prove();
    Ticket ticket = tickets.find(Ticket.Kind.DEVICE, redemption.token());
    Policy policy = changes.current();
    Profile profile = ticket.gift().principal() == null ? null : policy.profile(ticket.gift().principal());
    if (profile == null || !profile.enabled()) {
      throw Tickets.refusal();
    }
    String label = redemption.label().isEmpty() ? ticket.label() : redemption.label();
    RegisteredKey key = keys.registered(redemption.publicKey(), ticket.gift().limit(), label, true);
    RegisteredKey before = profile.key(key.id());
    if (before != null && before.publicKey().equals(key.publicKey())) {
      return new Redeemed(ticket, profile.name(), key.id(), null);
    }
    KeyOperations.Addition device = new KeyOperations.Addition(profile.name(), key.publicKey(), key.limit(), label, true);
    Changed changed = tickets.spend(ticket, () -> issuers.change(ticket, ISSUING, asked -> keys.add(asked, device)));
    return new Redeemed(ticket, profile.name(), key.id(), changed);
  }

  /** The keys of a principal that came by pairing. */
  public List<RegisteredKey> devices(String principal) {
    return keys.list(principal).stream().filter(RegisteredKey::device).toList();
  }

  /** The pairings of a principal that wait. */
  public List<Ticket> waiting(String principal) {
    return tickets.pairings(KeyOperations.principal(changes.current(), principal).id());
  }

  /** Ends a pairing that waits; false where there is none of that id. */
  public boolean cancel(String principal, String id, boolean dryRun) {
    return tickets.revoke(Ticket.Kind.DEVICE, id, KeyOperations.principal(changes.current(), principal).id(), dryRun);
  }

  /** Removes a device's key; null where the principal has no device of that id. */
  public @Nullable Changed remove(Asked asked, String principal, String keyId) {
    return devices(principal).stream().anyMatch(key -> key.id().equals(keyId)) ? keys.remove(asked, principal, keyId) : null;
  }
}
