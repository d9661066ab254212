package dev.reeve.kernel.capsule;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.Confinement;
import dev.reeve.capsule.HostProcesses;
import dev.reeve.capsule.ProcessSpec;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RuntimeDescription;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.sandbox.Sandbox;
import java.util.List;
import java.util.Map;

/**
 * Confined programs for capsules. A program is started for the run that is being served and under its id: what the run's principal may reach
 * was decided when the kernel asked for the start.
 */
final class HostProcessAccess implements HostProcesses {

  private final HostRights rights;
  private final Sandbox sandbox;

  HostProcessAccess(HostRights rights, Sandbox sandbox) {
    this.rights = rights;
    this.sandbox = sandbox;
  }

  @Override
  public List<Confinement> confinement() {
    return sandbox.confinement();
  }

  @Override
  public Map<String, RuntimeDescription.Enforcement> limits() {
    return sandbox.limits();
  }

  @Override
  public void start(ProcessSpec spec, RunSink sink) throws CapsuleException {
    if (!Caller.CURRENT.isBound() || !spec.id().equals(Caller.CURRENT.get().run())) {
      throw new CapsuleException(Kind.DENIED, "a program is started only as the run that is being served");
    }
    if (spec.command().isEmpty()) {
      throw new CapsuleException(Kind.INVALID, "a command has at least a program");
    }
    String program = spec.command().getFirst();
    if (!program.startsWith("./")) {
      rights.permitted("process:spawn", program);
    }
    sandbox.start(spec, sink);
  }

  @Override
  public void write(String id, byte[] bytes) throws CapsuleException {
    sandbox.write(id, bytes);
  }

  @Override
  public void stop(String id) {
    sandbox.stop(id);
  }
}
