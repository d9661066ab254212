package dev.reeve.kernel.agent;

import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.Decision;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What an agent's scope asks of a caller beside the right to the call, decided as that is. */
final class AgentRights {

  private static final String PUBLISH = "agent:publish";
  private static final String LIST_PRIVATE = "agent:list-private";

  private final Supplier<Policy> policies;
  private final Clock clock;

  AgentRights(Supplier<Policy> policies, Clock clock) {
    this.policies = policies;
    this.clock = clock;
  }

  private Decision decide(Caller caller, Capability wanted) {
    return Authorizer.decide(policies.get(), caller.principal(), Need.of(wanted), caller.scopes(), clock.instant());
  }

  /** Whether the caller sees agents that only their owners see, whoever owns them. */
  boolean seesPrivate(Caller caller) {
    return decide(caller, new Capability(LIST_PRIVATE, null)).allowed();
  }

  /** Whether an agent is there for the caller: those of a user are for their owner, themselves, and who sees all private ones. */
  boolean sees(Caller caller, UUID agent, AgentScope scope, @Nullable UUID owner) {
    return scope != AgentScope.USER || agent.equals(caller.principal()) || (owner != null && owner.equals(caller.principal())) || seesPrivate(caller);
  }

  boolean sees(Caller caller, Agent agent) {
    return sees(caller, agent.id(), agent.scope(), agent.ownerId());
  }

  boolean sees(Caller caller, AgentRows.Standing agent) {
    return sees(caller, agent.id(), agent.scope(), agent.ownerId());
  }

  /** Refuses with PERMISSION_DENIED unless the caller may make that agent global, and change one that is. */
  void requirePublish(Caller caller, String agent) {
    Capability wanted = new Capability(PUBLISH, agent);
    Decision decision = decide(caller, wanted);
    if (!decision.allowed()) {
      throw new KernelException(
          ErrorCode.ERROR_CODE_PERMISSION_DENIED,
          "a global agent needs " + wanted + ", too: " + decision.why(),
          Map.of("capability", wanted.toString(), "code", decision.code().name(), "pattern", decision.pattern()));
    }
  }
}
