package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostKeyValues;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.quota.QuotaOperations;
import dev.reeve.kernel.quota.QuotaReport;
import dev.reeve.kernel.quota.StorageStore;
import dev.reeve.kernel.store.Store;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Key values over the database of a test, for {@code ada} and {@code bob}, on a clock of the test's. */
public final class KeyValueBench implements AutoCloseable {

  final AtomicReference<Policy> policy = new AtomicReference<>();
  final AtomicLong nanos = new AtomicLong();
  final Store store;
  final QuotaOperations quotas;
  final KeyValueStore values;

  public KeyValueBench(Path folder) throws SQLException {
    store = Store.open(folder.resolve("reeve.db"));
    StorageStore storage = new StorageStore(store, folder.resolve("homes"), folder.resolve("work"));
    quotas = new QuotaOperations(policy::get, Quotas.DEFAULTS, Map::of, storage, nanos::get);
    values = new KeyValueStore(store, policy::get, quotas);
    principals(Principals.profile("ada"), Principals.profile("bob"));
  }

  public KeyValueStore values() {
    return values;
  }

  void principals(Profile... profiles) {
    Policy before = policy.get();
    policy.set(Policy.of(before == null ? 1 : before.generation() + 1, List.of(), List.of(profiles), Map.of()));
  }

  void limit(String name, long bytes) {
    principals(Principals.profile(name).withQuotas(Quotas.DEFAULTS.with(Quota.MAX_STORAGE_BYTES, bytes)));
  }

  /** What {@code quota show} says a principal stores. */
  long used(String name) {
    return quotas.usage(Principals.id(name)).lines().stream()
        .filter(line -> line.limit().quota() == Quota.MAX_STORAGE_BYTES)
        .mapToLong(QuotaReport.Line::used)
        .sum();
  }

  /** A capsule's key values as a principal that calls it has them. */
  HostKeyValues of(String capsule, String principal) {
    return as(new Caller(Principals.id(principal), principal, "unix-peer", null, List.of(), List.of()), capsule);
  }

  HostKeyValues as(Caller caller, String capsule) {
    return new Served(new HostKeyValueAccess(capsule, values), caller);
  }

  long rows(UUID principal) {
    return store.list("SELECT count(*) AS n FROM key_values WHERE principal = ?", row -> row.getLong("n"), principal).getFirst();
  }

  /** Bytes that the rows of a principal weigh, added up. */
  long weighed(UUID principal) {
    return store
        .list(
            "SELECT coalesce(sum(octet_length(key) + octet_length(value) + ?), 0) AS n FROM key_values WHERE principal = ?",
            row -> row.getLong("n"), KeyValueStore.ROW_COST, principal)
        .getFirst();
  }

  @Override
  public void close() {
    store.close();
  }

  private record Served(HostKeyValues host, Caller caller) implements HostKeyValues {

    private interface Work<T> {
      T run() throws CapsuleException;
    }

    private <T> T call(Work<T> work) throws CapsuleException {
      return ScopedValue.where(Caller.CURRENT, caller).call(work::run);
    }

    @Override
    public java.util.Optional<byte[]> get(String key) throws CapsuleException {
      return call(() -> host.get(key));
    }

    @Override
    public boolean put(String key, byte[] value) throws CapsuleException {
      return call(() -> host.put(key, value));
    }

    @Override
    public boolean delete(String key) throws CapsuleException {
      return call(() -> host.delete(key));
    }

    @Override
    public List<String> keys(String prefix, String after, int max) throws CapsuleException {
      return call(() -> host.keys(prefix, after, max));
    }
  }
}
