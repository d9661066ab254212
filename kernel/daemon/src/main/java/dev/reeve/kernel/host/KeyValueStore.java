package dev.reeve.kernel.host;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.quota.QuotaOperations;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import dev.reeve.kernel.store.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What capsules keep for principals: rows of the kernel's database, for each principal and each capsule apart, with how many bytes each
 * principal has there. Keys are bytes and in the order of bytes. They stay when their capsule goes and go with their principal.
 */
public final class KeyValueStore {

  /** What a row weighs beside key and value: more than the names of a principal and a capsule take in it and in its index. */
  public static final int ROW_COST = 256;

  private static final String ORG = AuditDraft.ORG;
  private static final int FORGOTTEN_AT_ONCE = 1_000;
  private static final String HERE = " FROM key_values WHERE org = ? AND principal = ? AND capsule = ?";

  private final Store store;
  private final Supplier<Policy> policies;
  private final QuotaOperations quotas;

  public KeyValueStore(Store store, Supplier<Policy> policies, QuotaOperations quotas) {
    this.store = store;
    this.policies = policies;
    this.quotas = quotas;
  }

  /** Whose keys they are. */
  record Owner(UUID principal, String capsule) {}

  /** What became of a value that was to be kept. */
  sealed interface Put {

    /** It is kept durably; {@code fresh} where the key was not there. */
    record Kept(boolean fresh) implements Put {}

    /** Nothing changed: the principal's key values would have been {@code needed} bytes and may be {@code most}. */
    record Full(long needed, long most) implements Put {}

    /** Nothing changed: the policy does not have the principal. */
    record Gone() implements Put {}
  }

  Optional<byte[]> get(Owner owner, byte[] key) {
    return store
        .list("SELECT value" + HERE + " AND key = ?", row -> bytes(row, "value"), ORG, owner.principal(), owner.capsule(), key)
        .stream()
        .findFirst();
  }

  /**
   * Keeps a value. Whether it fits is decided where it is kept, so that of several who would only fit alone one does. A value that takes no
   * more than the one it replaces always fits.
   *
   * @throws dev.reeve.kernel.fault.KernelException as {@link Store#write} and {@link QuotaOperations#keyValueBytes}
   */
  Put put(Owner owner, byte[] key, byte[] value) {
    long most = quotas.keyValueBytes(owner.principal());
    Put put = store.write(transaction -> put(transaction, owner, key, value, most));
    quotas.keyValuesChanged(owner.principal());
    return put;
  }

  private Put put(Transaction transaction, Owner owner, byte[] key, byte[] value, long most) throws SQLException {
    if (!present(owner.principal())) {
      return new Put.Gone();
    }
    Optional<Long> before = weight(transaction, owner, key);
    long grown = ROW_COST + key.length + value.length - before.orElse(0L);
    long needed = used(transaction, owner.principal()) + grown;
    if (grown > 0 && needed > most) {
      return new Put.Full(needed, most);
    }
    transaction.update(
        "INSERT INTO key_values(org, principal, capsule, key, value) VALUES (?, ?, ?, ?, ?)"
            + " ON CONFLICT (org, principal, capsule, key) DO UPDATE SET value = excluded.value",
        ORG, owner.principal(), owner.capsule(), key, value);
    uses(transaction, owner.principal(), needed);
    return new Put.Kept(before.isEmpty());
  }

  /** Forgets a key, durably; answers whether it was there. */
  boolean delete(Owner owner, byte[] key) {
    boolean there =
        store.write(
            transaction -> {
              Optional<Long> weight = weight(transaction, owner, key);
              if (weight.isPresent()) {
                transaction.update("DELETE" + HERE + " AND key = ?", ORG, owner.principal(), owner.capsule(), key);
                uses(transaction, owner.principal(), used(transaction, owner.principal()) - weight.get());
              }
              return weight.isPresent();
            });
    quotas.keyValuesChanged(owner.principal());
    return there;
  }

  /** Keys in order that begin with {@code prefix} and are greater than {@code after}. */
  List<byte[]> keys(Owner owner, byte[] prefix, byte[] after, int most) {
    String order = " ORDER BY key LIMIT ?";
    boolean beyond = Arrays.compareUnsigned(after, prefix) >= 0;
    byte[] from = beyond ? after : prefix;
    String begin = "SELECT key" + HERE + (beyond ? " AND key > ?" : " AND key >= ?");
    return prefix.length == 0
        ? store.list(begin + order, row -> bytes(row, "key"), ORG, owner.principal(), owner.capsule(), from, most)
        : store.list(
            begin + " AND key < ?" + order, row -> bytes(row, "key"), ORG, owner.principal(), owner.capsule(), from, behind(prefix), most);
  }

  /** The least bytes that are greater than all that begin with these, which are UTF-8 and so have no last byte of 255. */
  private static byte[] behind(byte[] prefix) {
    byte[] next = prefix.clone();
    next[next.length - 1]++;
    return next;
  }

  /** Ends what is kept for a principal that is gone. */
  public void forget(UUID principal) {
    boolean more = true;
    while (more) {
      more = store.write(transaction -> forgetSome(transaction, principal));
    }
    quotas.keyValuesChanged(principal);
  }

  private static boolean forgetSome(Transaction transaction, UUID principal) throws SQLException {
    int gone =
        transaction.update(
            "DELETE FROM key_values WHERE rowid IN (SELECT rowid FROM key_values WHERE org = ? AND principal = ? LIMIT ?)",
            ORG, principal, FORGOTTEN_AT_ONCE);
    if (gone < FORGOTTEN_AT_ONCE) {
      transaction.update("DELETE FROM key_value_use WHERE org = ? AND principal = ?", ORG, principal);
    }
    return gone == FORGOTTEN_AT_ONCE;
  }

  /** Ends what is kept for principals that are gone, which a crash left behind. */
  public void recover() {
    store
        .list(
            "SELECT id FROM retired_principals JOIN key_value_use USING (org) WHERE org = ? AND principal = id",
            row -> UUID.fromString(Rows.string(row, "id")), ORG)
        .stream()
        .filter(principal -> !present(principal))
        .forEach(this::forget);
  }

  /** Whether the policy has a principal. */
  boolean present(UUID principal) {
    return policies.get().profile(principal) != null;
  }

  /** What a key and its value weigh; empty where there is none. */
  private static Optional<Long> weight(Transaction transaction, Owner owner, byte[] key) throws SQLException {
    return transaction
        .list(
            "SELECT octet_length(key) + octet_length(value) + ? AS n" + HERE + " AND key = ?", row -> row.getLong("n"), ROW_COST, ORG,
            owner.principal(), owner.capsule(), key)
        .stream()
        .findFirst();
  }

  private static long used(Transaction transaction, UUID principal) throws SQLException {
    return transaction
        .list("SELECT bytes FROM key_value_use WHERE org = ? AND principal = ?", row -> row.getLong("bytes"), ORG, principal)
        .stream()
        .findFirst()
        .orElse(0L);
  }

  private static void uses(Transaction transaction, UUID principal, long bytes) throws SQLException {
    transaction.update(
        "INSERT INTO key_value_use(org, principal, bytes) VALUES (?, ?, ?) ON CONFLICT (org, principal) DO UPDATE SET bytes = excluded.bytes",
        ORG, principal, bytes);
  }

  /** A column that is never null; the driver says null for no bytes. */
  private static byte[] bytes(ResultSet row, String column) throws SQLException {
    byte[] read = row.getBytes(column);
    return read == null ? new byte[0] : read;
  }
}
