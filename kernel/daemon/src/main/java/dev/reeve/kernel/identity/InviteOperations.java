package dev.reeve.kernel.identity;

import dev.reeve.kernel.admin.AgentChanges;
import dev.reeve.kernel.admin.Asked;
import dev.reeve.kernel.admin.Changed;
import dev.reeve.kernel.admin.PolicyChanges;
import dev.reeve.kernel.authority.BuiltinGroups;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asking somebody in: whoever brings the token and a key becomes a principal in the invite's groups. */
public final class InviteOperations {

  private static final Duration STANDARD = Duration.ofHours(24);
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final int MAX_USES = 1000;
  private static final String ISSUING = "invite:issue";

  private final AgentChanges agents;
  private final KeyOperations keys;
  private final Tickets tickets;
  private final Issuers issuers;
  private final PolicyChanges changes;

  public InviteOperations(PolicyChanges changes, AgentChanges agents, KeyOperations keys, Tickets tickets, Clock clock) {
    this.changes = changes;
    this.agents = agents;
    this.keys = keys;
    this.tickets = tickets;
    this.issuers = new Issuers(changes::current, clock);
  }

  /**
   * What an invite shall be.
   *
   * @param groups none: {@code agent}
   * @param lifetime null: 24 h
   * @param uses 0: one
   */
  public record Invitation(List<String> groups, @Nullable Duration lifetime, int uses, String label) {}

  /**
   * Issues an invite for no more than its issuer may confer now.
   *
   * @throws KernelException INVALID_ARGUMENT, PERMISSION_DENIED, RESOURCE_EXHAUSTED
   */
  public Tickets.Issued issue(Asked asked, String issuerName, Invitation wanted) {
    Duration lifetime = Tickets.lifetime(wanted.lifetime(), STANDARD, LONGEST);
    if (wanted.uses() < 0 || wanted.uses() > MAX_USES) {
      throw KernelException.invalid("max_uses", "is 1 to " + MAX_USES + ", or 0 for 1");
    }
    List<String> groups = wanted.groups().isEmpty() ? List.of(BuiltinGroups.AGENT) : wanted.groups().stream().distinct().toList();
    boolean dryRun = asked.mode() != Asked.Mode.APPLY;
    Changed guest = agents.create(asked.dry(true), new AgentChanges.Creation("guest-" + Ids.nextText(), groups, List.of(), "", List.of(), List.of(), List.of()));
    if (!guest.changed()) {
      throw new IllegalStateException("a new principal is a change");
    }
    return tickets.issue(
        new Tickets.Order(
            Ticket.Kind.INVITE, asked.conferrer(), issuerName, Ticket.Gift.groups(groups), wanted.label(), asked.unsafeAdmin(),
            Math.max(1, wanted.uses()), lifetime),
        dryRun);
  }

  /** Invites that wait, in order of their ids, after one. */
  public List<Ticket> list(String after, int limit) {
    return tickets.list(Ticket.Kind.INVITE, after, limit);
  }

  /** Ends an invite; false where there is none. */
  public boolean revoke(String id, boolean dryRun) {
    return tickets.revoke(Ticket.Kind.INVITE, id, null, dryRun);
  }

  /**
   * A principal by an invite.
   *
   * @throws KernelException INVALID_ARGUMENT; UNAUTHENTICATED for a token that is not accepted, or a signature that does not prove the key;
   *     ALREADY_EXISTS for a name or key that is taken; PERMISSION_DENIED when its issuer could no longer confer it. The invite stays then.
   */
  public Redeemed redeem(Redemption redemption) {
    redemption.prove();
    Ticket ticket = tickets.find(Ticket.Kind.INVITE, redemption.token());
    RegisteredKey key = keys.registered(redemption.publicKey(), KeyLimit.FULL, redemption.label(), false);
    Profile before = changes.current().byKey(key.publicKey());
    if (before != null && before.name().equals(redemption.name())) {
      return new Redeemed(ticket, before.name(), key.id(), null);
    }
    AgentChanges.Creation guest =
        new AgentChanges.Creation(redemption.name(), ticket.gift().groups(), List.of(), "", List.of(), List.of(), List.of(key));
    Changed changed = tickets.spend(ticket, () -> issuers.change(ticket, ISSUING, asked -> agents.create(asked, guest)));
    return new Redeemed(ticket, redemption.name(), key.id(), changed);
  }
}
