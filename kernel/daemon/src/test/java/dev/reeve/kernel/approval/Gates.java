package dev.reeve.kernel.approval;

import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.store.Store;
import java.time.Clock;
import java.util.function.Supplier;

/** Gates for tests of what lies behind them. */
public final class Gates {

  private Gates() {}

  /** Asks nobody. */
  public static Gate open() {
    return new Gate() {
      @Override
      public Clearance require(Supplier<Wish> wish) {
        Wish unused = wish.get();
        return Clearance.UNASKED;
      }

      @Override
      public boolean asks(Wish wish) {
        return false;
      }
    };
  }

  /** Approvals of a kernel without an {@code approvals.toml}. */
  public static ApprovalOperations standard(Store store, Supplier<Policy> policies, Clock clock) {
    return by(() -> ApprovalPolicy.DEFAULT, store, policies, clock);
  }

  /** Approvals of a kernel with that policy of them. */
  public static ApprovalOperations by(Supplier<ApprovalPolicy> approvals, Store store, Supplier<Policy> policies, Clock clock) {
    return new ApprovalOperations(store, "kernel", approvals, policies, (principal, tool, input) -> {}, clock);
  }
}
