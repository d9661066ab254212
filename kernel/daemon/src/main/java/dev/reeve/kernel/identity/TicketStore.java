package dev.reeve.kernel.identity;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import dev.reeve.kernel.store.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tickets in the database. Expired ones are not seen, and go when others are issued; used-up ones stay until they expire. */
final class TicketStore {

  private static final String ORG = AuditDraft.ORG;

  /** Used-up ones that are kept at most, beside the live ones. */
  private static final int MAX_USED_UP = 4096;

  /** Tickets are counted and pruned once for so many. */
  private static final long COUNTED_FOR = 256;

  private final Store store;
  /** How many more there surely is room for; of one change at a time. */
  private long room;

  /** A use of a ticket by a request, by its effect. */
  private record Use(String effect, String ticket) {}

  TicketStore(Store store) {
    this.store = store;
  }

  /** Adds a ticket unless there are so many live ones; false then. */
  boolean add(Ticket ticket, String hash, int most) {
    return store.write(
        transaction -> {
          if (room <= 0) {
            prune(transaction, ticket.issuedAt());
            room = Math.min(COUNTED_FOR, most - live(transaction));
          }
          if (room <= 0) {
            return false;
          }
          room--;
          transaction.update(
              "INSERT INTO tickets(org, id, kind, hash, issuer_id, issuer, gift, label, unsafe_admin, uses_left, issued_at, expires_at)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              ORG, ticket.id(), ticket.kind(), hash, ticket.issuer(), ticket.issuerName(), GiftText.write(ticket.gift()), ticket.label(),
              ticket.unsafeAdmin(), ticket.usesLeft(), ticket.issuedAt(), ticket.expiresAt());
          transaction.effective();
          return true;
        });
  }

  private static long live(Transaction transaction) throws SQLException {
    return transaction.list("SELECT count(*) AS n FROM tickets WHERE org = ? AND uses_left > 0", row -> row.getLong("n"), ORG).getFirst();
  }

  private static void prune(Transaction transaction, Instant now) throws SQLException {
    transaction.update("DELETE FROM tickets WHERE expires_at <= ?", now);
    transaction.update(
        "DELETE FROM tickets WHERE id IN (SELECT id FROM tickets WHERE org = ? AND uses_left = 0 ORDER BY id DESC LIMIT -1 OFFSET ?)", ORG,
        MAX_USED_UP);
    transaction.update("DELETE FROM ticket_uses WHERE ticket NOT IN (SELECT id FROM tickets)");
  }

  /** The ticket of a secret's hash, also when it is used up. */
  Optional<Ticket> find(Ticket.Kind kind, String hash, Instant now) {
    return store
        .list("SELECT * FROM tickets WHERE org = ? AND hash = ? AND kind = ? AND expires_at > ?", TicketStore::ticket, ORG, hash, kind, now)
        .stream()
        .findFirst();
  }

  /** Takes one use of a ticket; false where there is none left, or it has expired or was revoked. */
  boolean take(String id, Instant now) {
    return store.write(
        transaction -> {
          int taken =
              transaction.update(
                  "UPDATE tickets SET uses_left = uses_left - 1 WHERE org = ? AND id = ? AND uses_left > 0 AND expires_at > ?", ORG, id, now);
          if (taken == 1 && transaction.effect() != null) {
            transaction.update("INSERT INTO ticket_uses(effect, ticket) VALUES (?, ?)", transaction.effect(), id);
          }
          return taken == 1;
        });
  }

  /** Gives back a use that was taken for nothing; one that was revoked meanwhile stays so. */
  void giveBack(String id) {
    store.write(transaction -> giveBack(transaction, id, transaction.effect()));
  }

  private int giveBack(Transaction transaction, String id, @Nullable String effect) throws SQLException {
    room--;
    transaction.update("DELETE FROM ticket_uses WHERE effect = ?", effect);
    return transaction.update("UPDATE tickets SET uses_left = uses_left + 1 WHERE org = ? AND id = ?", ORG, id);
  }

  /** Gives back every use that a crash left without its work, and forgets which were taken. */
  void recover(Predicate<String> done) {
    store.write(
        transaction -> {
          for (Use use : transaction.list("SELECT effect, ticket FROM ticket_uses", row -> new Use(Rows.string(row, "effect"), Rows.string(row, "ticket")))) {
            if (!done.test(use.effect())) {
              giveBack(transaction, use.ticket(), use.effect());
            }
          }
          return transaction.update("DELETE FROM ticket_uses");
        });
  }

  /** Live tickets in order of their ids, after one. */
  List<Ticket> list(Ticket.Kind kind, String after, int limit, Instant now) {
    return store.list(
        "SELECT * FROM tickets WHERE org = ? AND kind = ? AND id > ? AND uses_left > 0 AND expires_at > ? ORDER BY id LIMIT ?",
        TicketStore::ticket, ORG, kind, after, now, limit);
  }

  /** The live ticket of an id. */
  Optional<Ticket> live(Ticket.Kind kind, String id, Instant now) {
    return store
        .list("SELECT * FROM tickets WHERE org = ? AND kind = ? AND id = ? AND uses_left > 0 AND expires_at > ?", TicketStore::ticket, ORG, kind, id, now)
        .stream()
        .findFirst();
  }

  /** Ends a ticket; false where there is none. */
  boolean remove(String id) {
    return store.write(
        transaction -> {
          transaction.effective();
          return transaction.update("DELETE FROM tickets WHERE org = ? AND id = ?", ORG, id) == 1;
        });
  }

  private static Ticket ticket(ResultSet row) throws SQLException {
    return new Ticket(
        Rows.string(row, "id"),
        Ticket.Kind.valueOf(Rows.string(row, "kind")),
        UUID.fromString(Rows.string(row, "issuer_id")),
        Rows.string(row, "issuer"),
        GiftText.read(Rows.string(row, "gift")),
        Rows.string(row, "label"),
        row.getInt("unsafe_admin") == 1,
        row.getInt("uses_left"),
        required(Rows.time(row, "issued_at")),
        required(Rows.time(row, "expires_at")));
  }

  private static Instant required(@Nullable Instant time) throws SQLException {
    if (time == null) {
      throw new SQLException("a ticket lacks a time");
    }
    return time;
  }
}
