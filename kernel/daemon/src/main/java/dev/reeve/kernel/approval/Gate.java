package dev.reeve.kernel.approval;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.util.function.Supplier;

/** Where a call stops that somebody may have to be asked about. */
@FunctionalInterface
public interface Gate {

  /**
   * Lets a call through, once: as the policy of approvals says, by a rule, or by a person's answer. A run waits for that; for anybody else the
   * question is recorded and the call refused.
   *
   * @param wish what the call would do, asked again after each wait: what is let through is what it says last
   * @throws dev.reeve.kernel.fault.KernelException APPROVAL_REQUIRED with the approval's id; PERMISSION_DENIED where the answer is no, or there
   *     is none; FAILED_PRECONDITION for an approval that was used; RESOURCE_EXHAUSTED; UNAVAILABLE
   */
  Clearance require(Supplier<Wish> wish);

  /** Whether {@link #require} would do more than let it through; what only a question needs may be left out of the wish. */
  default boolean asks(Wish wish) {
    return true;
  }

  /** What a call brought about is over and recorded, however it ended. */
  default void over(String effect) {}

  /** Where nobody is being served who could ask: what changes something is refused. */
  static Gate closed() {
    return new Gate() {
      @Override
      public Clearance require(Supplier<Wish> wishes) {
        Wish wish = wishes.get();
        if (asks(wish)) {
          throw new KernelException(
              ErrorCode.ERROR_CODE_PERMISSION_DENIED, "'" + wish.description() + "' may have to be asked, and nobody is being served who could ask");
        }
        return Clearance.UNASKED;
      }

      @Override
      public boolean asks(Wish wish) {
        return wish.mutates();
      }
    };
  }
}
