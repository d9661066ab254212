package dev.reeve.kernel.identity;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.ErrorCode;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that are told once and give something to whoever brings them back in time. Only their hash is kept: a stolen database redeems
 * nothing, and looking a hash up tells nothing of the others.
 */
public final class Tickets {

  private static final int MAX_LIVE = 4096;
  private static final int MAX_LABEL = 64;
  private static final int SECRET_BYTES = 24;
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{32}");

  private final TicketStore tickets;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public Tickets(Store store, Clock clock) {
    this.tickets = new TicketStore(store);
    this.clock = clock;
  }

  /**
   * What is to be issued.
   *
   * @param uses how often it may be redeemed
   */
  record Order(
      Ticket.Kind kind, UUID issuer, String issuerName, Ticket.Gift gift, String label, boolean unsafeAdmin, int uses, Duration lifetime) {}

  /** A ticket and its secret, which is known nowhere else; null where it was only checked. */
  public record Issued(Ticket ticket, @Nullable String token) {

    @Override
    public String toString() {
      return "issued " + ticket;
    }
  }

  /**
   * Issues a ticket.
   *
   * @param dryRun only says what it would be
   * @throws KernelException RESOURCE_EXHAUSTED when too many are live
   */
  Issued issue(Order order, boolean dryRun) {
    if (order.label().length() > MAX_LABEL || order.label().chars().anyMatch(Character::isISOControl)) {
      throw KernelException.invalid("label", "has at most " + MAX_LABEL + " characters, none of them a control character");
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Ticket ticket =
        new Ticket(
            Ids.nextText(), order.kind(), order.issuer(), order.issuerName(), order.gift(), order.label(), order.unsafeAdmin(), order.uses(), now,
            now.plus(order.lifetime()));
    if (dryRun) {
      return new Issued(ticket, null);
    }
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String token = order.kind().prefix() + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    if (!tickets.add(ticket, hash(token), MAX_LIVE)) {
      throw KernelException.exhausted("live_tickets", "too many invites and pairings wait to be redeemed", MAX_LIVE, MAX_LIVE, null);
    }
    return new Issued(ticket, token);
  }

  /** A hash for nothing but finding tickets. */
  private static String hash(String token) {
    return Digest.of("reeve-ticket-v1\n" + token);
  }

  /**
   * The ticket of a secret, also when it is used up.
   *
   * @throws KernelException UNAUTHENTICATED, the same for whatever is wrong
   */
  Ticket find(Ticket.Kind kind, String token) {
    String prefix = kind.prefix();
    if (!token.startsWith(prefix) || !SECRET.matcher(token.substring(prefix.length())).matches()) {
      throw refusal();
    }
    return tickets.find(kind, hash(token), clock.instant()).orElseThrow(Tickets::refusal);
  }

  /**
   * Redeems a ticket once: takes one use before the work, and gives it back when the work fails.
   *
   * @throws KernelException UNAUTHENTICATED when no use is left; what the work throws
   */
  <T> T spend(Ticket ticket, Supplier<T> work) {
    if (!tickets.take(ticket.id(), clock.instant())) {
      throw refusal();
    }
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      tickets.giveBack(ticket.id());
      throw e;
    }
  }

  /**
   * Gives back the uses that a crash left without their work.
   *
   * @param done whether the work of an effect was done after all
   */
  public void recover(Predicate<String> done) {
    tickets.recover(done);
  }

  /** Live tickets in order of their ids, after one. */
  List<Ticket> list(Ticket.Kind kind, String after, int limit) {
    return tickets.list(kind, after, limit, clock.instant());
  }

  /** The live pairings of a principal. */
  List<Ticket> pairings(UUID principal) {
    return tickets.list(Ticket.Kind.DEVICE, "", MAX_LIVE, clock.instant()).stream()
        .filter(ticket -> principal.equals(ticket.gift().principal()))
        .toList();
  }

  /**
   * Ends a live ticket.
   *
   * @param of a device's principal; null: whatever it is
   * @return false where there is none
   */
  boolean revoke(Ticket.Kind kind, String id, @Nullable UUID of, boolean dryRun) {
    boolean there = tickets.live(kind, id, clock.instant()).filter(ticket -> of == null || of.equals(ticket.gift().principal())).isPresent();
    return there && (dryRun || tickets.remove(id));
  }

  /** The one answer to whatever is wrong with a secret. */
  static KernelException refusal() {
    return new KernelException(
        ErrorCode.ERROR_CODE_UNAUTHENTICATED, "the token is not accepted: it is wrong, or it has expired, was revoked or is used up");
  }

  /** How long a ticket may live, from what was asked for. */
  static Duration lifetime(@Nullable Duration asked, Duration standard, Duration longest) {
    Duration lifetime = asked == null ? standard : asked;
    if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(longest) > 0) {
      throw KernelException.invalid("lifetime", "is 1 s to " + longest.toSeconds() + " s");
    }
    return lifetime;
  }
}
