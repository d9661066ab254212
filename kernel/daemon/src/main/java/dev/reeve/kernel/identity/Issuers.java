package dev.reeve.kernel.identity;

import dev.reeve.kernel.admin.Asked;
import dev.reeve.kernel.admin.Changed;
import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** A change that a ticket makes: by the live rights of who issued it, who may be gone, disabled or hold less by now. */
final class Issuers {

  private final Supplier<Policy> policies;
  private final Clock clock;

  Issuers(Supplier<Policy> policies, Clock clock) {
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * Makes the change as the issuer would.
   *
   * @param issuing what its issuer needed to issue it
   * @throws KernelException PERMISSION_DENIED when the issuer could no longer; it does not say which right is missing
   */
  Changed change(Ticket ticket, String issuing, Function<Asked, Changed> change) {
    Capability needed = new Capability(issuing, null);
    Need need = ticket.issuer().equals(ticket.gift().principal()) ? Need.ofSelf(needed) : Need.of(needed);
    if (!Authorizer.decide(policies.get(), ticket.issuer(), need, List.of(), clock.instant()).allowed()) {
      throw refusal();
    }
    try {
      return change.apply(Asked.by(ticket.issuer(), List.of()).unsafe(ticket.unsafeAdmin()));
    } catch (KernelException e) {
      throw e.code() == ErrorCode.ERROR_CODE_PERMISSION_DENIED ? refusal() : e;
    }
  }

  private static KernelException refusal() {
    return new KernelException(
        ErrorCode.ERROR_CODE_PERMISSION_DENIED, "who issued this token may no longer give what it gives: ask for another");
  }
}
