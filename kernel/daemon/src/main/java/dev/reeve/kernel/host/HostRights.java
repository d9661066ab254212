package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.kernel.approval.Asking;
import dev.reeve.kernel.approval.Clearance;
import dev.reeve.kernel.approval.Gate;
import dev.reeve.kernel.approval.Patience;
import dev.reeve.kernel.approval.Wish;
import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Decision;
import dev.reeve.kernel.authority.Families;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.InvalidPatternException;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.Danger;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.Family;
import dev.reeve.v1.QuestionKind;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Whether a host service may be used: the capsule's approved permissions and the rights of the principal it is called for must both allow it. */
final class HostRights {

  private final String capsule;
  private final List<CapabilityPattern> permissions;
  private final Supplier<Policy> policies;
  private final Gate gate;
  private final Clock clock;

  /** {@code gate}: where a call beyond the permissions stops. */
  HostRights(String capsule, List<CapabilityPattern> permissions, Supplier<Policy> policies, Gate gate, Clock clock) {
    this.capsule = capsule;
    this.permissions = permissions;
    this.policies = policies;
    this.gate = gate;
    this.clock = clock;
  }

  /**
   * Refuses unless capsule and caller may; DENIED names the capability and whose it lacks. What goes beyond the capsule's permissions stops at
   * the gate, where its caller may.
   */
  void require(String action, String resource) throws CapsuleException {
    Capability capability = capability(action, resource);
    boolean beyond = !permits(capability);
    if (beyond && !Asking.CURRENT.isBound()) {
      throw notPermitted(capability);
    }
    if (!Caller.CURRENT.isBound()) {
      throw new CapsuleException(Kind.DENIED, "needs " + capability + ", but no principal is being served");
    }
    Caller caller = Caller.CURRENT.get();
    requireHeld(caller, capability);
    if (beyond) {
      ask(capability);
      requireHeld(caller, capability);
    }
  }

  private void requireHeld(Caller caller, Capability capability) throws CapsuleException {
    Decision decision = decision(policies.get(), caller, capability);
    if (!decision.allowed()) {
      throw new CapsuleException(Kind.DENIED, "needs " + capability + ", which " + caller.name() + " does not have: " + decision.code());
    }
  }

  /** Lets a call beyond the permissions through where somebody, or a rule, says yes. */
  private void ask(Capability capability) throws CapsuleException {
    Wish wish =
        new Wish(
            QuestionKind.QUESTION_KIND_HOST, List.of(capability), danger(capability), true,
            "let the capsule " + capsule + " use " + capability + " beyond its permissions", Map.of("capsule", capsule), List.of(), List.of());
    try {
      Clearance unused = gate.require(() -> wish);
    } catch (KernelException e) {
      if (e.code() == ErrorCode.ERROR_CODE_APPROVAL_REQUIRED && Patience.CURRENT.isBound()) {
        Patience.CURRENT.get().raise(e);
      }
      throw new CapsuleException(Kind.DENIED, notPermitted(capability).getMessage() + ": " + e.getMessage());
    }
  }

  private static Danger danger(Capability capability) {
    return Families.all().stream()
        .filter(family -> family.getAction().equals(capability.action()))
        .map(Family::getDanger)
        .findFirst()
        .orElse(Danger.DANGER_ELEVATED);
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
    Capability capability = capability(action, resource);
    if (!permits(capability)) {
      throw notPermitted(capability);
    }
    return capability;
  }

  private static Capability capability(String action, String resource) throws CapsuleException {
    try {
      return new Capability(action, resource);
    } catch (InvalidPatternException e) {
      throw new CapsuleException(Kind.INVALID, String.valueOf(e.getMessage()));
    }
  }

  private boolean permits(Capability capability) {
    return permissions.stream().anyMatch(pattern -> pattern.matches(capability));
  }

  private CapsuleException notPermitted(Capability capability) {
    return new CapsuleException(Kind.DENIED, "needs " + capability + ", which the capsule " + capsule + " is not permitted");
  }
}
