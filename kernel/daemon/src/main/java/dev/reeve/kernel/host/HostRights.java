package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Decision;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.InvalidPatternException;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/** Whether a host service may be used: the capsule's approved permissions and the rights of the principal it is called for must both allow it. */
final class HostRights {

  private final String capsule;
  private final List<CapabilityPattern> permissions;
  private final Supplier<Policy> policies;
  private final Clock clock;

  HostRights(String capsule, List<CapabilityPattern> permissions, Supplier<Policy> policies, Clock clock) {
    this.capsule = capsule;
    this.permissions = permissions;
    this.policies = policies;
    this.clock = clock;
  }

  /** Refuses unless capsule and caller may; DENIED names the capability and whose it lacks. */
  void require(String action, String resource) throws CapsuleException {
    Capability capability = permitted(action, resource);
    if (!Caller.CURRENT.isBound()) {
      throw new CapsuleException(Kind.DENIED, "needs " + capability + ", but no principal is being served");
    }
    Caller caller = Caller.CURRENT.get();
    Decision decision = decision(policies.get(), caller, capability);
    if (!decision.allowed()) {
      throw new CapsuleException(Kind.DENIED, "needs " + capability + ", which " + caller.name() + " does not have: " + decision.code());
    }
  }

  /**
   * Whether capsule and caller may, each by a pattern with a resource: for an address, which only a block of addresses contains, by one that
   * names it. What is not well formed is not named.
   */
  boolean named(String action, String resource) {
    Capability capability;
    try {
      capability = new Capability(action, resource);
    } catch (InvalidPatternException e) {
      return false;
    }
    if (permissions.stream().noneMatch(pattern -> names(pattern, capability)) || !Caller.CURRENT.isBound()) {
      return false;
    }
    Caller caller = Caller.CURRENT.get();
    Policy policy = policies.get();
    return caller.principal() != null
        && decision(policy, caller, capability).allowed()
        && Holdings.of(policy, caller.principal(), clock.instant()).allows().stream().anyMatch(pattern -> names(pattern, capability));
  }

  /** Whether the caller was taken this right away, which counts whatever else grants it. */
  boolean revoked(String action, String resource) {
    try {
      Capability capability = new Capability(action, resource);
      return Caller.CURRENT.isBound() && decision(policies.get(), Caller.CURRENT.get(), capability).code() == Decision.Code.REVOKED;
    } catch (InvalidPatternException e) {
      return false;
    }
  }

  private static boolean names(CapabilityPattern pattern, Capability capability) {
    return pattern.resource() != null && pattern.matches(capability);
  }

  private Decision decision(Policy policy, Caller caller, Capability capability) {
    return Authorizer.decide(policy, caller.principal(), Need.of(capability), caller.scopes(), clock.instant());
  }

  /** Refuses unless the capsule itself may; for what the kernel asks of it, where the principal's part is decided already. */
  Capability permitted(String action, String resource) throws CapsuleException {
    Capability capability;
    try {
      capability = new Capability(action, resource);
    } catch (InvalidPatternException e) {
      throw new CapsuleException(Kind.INVALID, String.valueOf(e.getMessage()));
    }
    if (permissions.stream().noneMatch(pattern -> pattern.matches(capability))) {
      throw new CapsuleException(Kind.DENIED, "needs " + capability + ", which the capsule " + capsule + " is not permitted");
    }
    return capability;
  }
}
