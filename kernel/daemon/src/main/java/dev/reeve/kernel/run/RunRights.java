package dev.reeve.kernel.run;

import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.fault.KernelException;
import java.time.Clock;
import java.util.function.Supplier;

/** What a call on a run needs beside the right to the call itself, decided as that is. */
final class RunRights {

  private final Supplier<Policy> policies;
  private final Clock clock;

  RunRights(Supplier<Policy> policies, Clock clock) {
    this.policies = policies;
    this.clock = clock;
  }

  /** Whether the caller may read a run; its own needs the self form alone. */
  boolean mayRead(Caller caller, Run run) {
    Capability reading = new Capability("run:read", run.agent());
    Need need = isOwn(caller, run) ? Need.ofSelf(reading) : Need.of(reading);
    return Authorizer.decide(policies.get(), caller.principal(), need, caller.scopes(), clock.instant()).allowed();
  }

  /** For somebody who may not read it there is no such run. */
  void requireRead(Caller caller, Run run) {
    if (!mayRead(caller, run)) {
      throw KernelException.notFound("run", run.id());
    }
  }

  /** Whether a run may belong to this one: the caller is it, started it, or is its agent. */
  static boolean mayBeParent(Caller caller, Run run) {
    return caller.run() == null ? isOwn(caller, run) : run.id().equals(caller.run());
  }

  private static boolean isOwn(Caller caller, Run run) {
    return run.startedBy().id().equals(caller.principal()) || run.owner().id().equals(caller.principal());
  }
}
