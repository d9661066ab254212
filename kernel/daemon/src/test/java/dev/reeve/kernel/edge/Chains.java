package dev.reeve.kernel.edge;

import dev.reeve.kernel.approval.Gates;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.lockdown.Lockdown;
import dev.reeve.kernel.quota.QuotaOperations;
import dev.reeve.kernel.quota.StorageStore;
import dev.reeve.kernel.store.DiskReserve;
import dev.reeve.kernel.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Chains as the kernel puts them together, on a store of the test's. */
final class Chains {

  private Chains() {}

  static QuotaOperations quotas(Supplier<Policy> policy, Store store, Path folder, LongSupplier nanos) {
    return new QuotaOperations(
        policy, Quotas.DEFAULTS, Map::of, new StorageStore(store, folder.resolve("homes"), folder.resolve("work")), nanos);
  }

  /** No lockdown, and nothing kept for a full disk. */
  static Safeguards safeguards(Store store) {
    return new Safeguards(new Lockdown(store, Clock.systemUTC()), DiskReserve.none(), store);
  }

  static RequestChain of(Supplier<Policy> policy, Targets targets, AuditLog audit, Store store, Path folder) {
    return new RequestChain(
        policy, targets, audit, Clock.systemUTC(), quotas(policy, store, folder, System::nanoTime), new GivenAnswers(store, Clock.systemUTC()),
        safeguards(store), Gates.open());
  }
}
