package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.Confinement;
import dev.reeve.capsule.HostProcesses;
import dev.reeve.capsule.ProcessCommand;
import dev.reeve.capsule.ProcessOutcome;
import dev.reeve.capsule.ProcessSpec;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RuntimeDescription;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.sandbox.CommandRules;
import dev.reeve.kernel.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Confined programs for one capsule, which reaches none but its own. A program is started for the run that is being served and under its
 * id: what the run's principal may reach was decided when the kernel asked for the start. Another program beside it needs the principal's
 * right to spawn it, as policy says now.
 */
final class HostProcessAccess implements HostProcesses {

  private final HostRights rights;
  private final Sandbox sandbox;
  private final @Nullable RunSockets sockets;
  /** Ids of the programs that this capsule started and that live. */
  private final Set<String> own = ConcurrentHashMap.newKeySet();

  /** @param sockets makes a run's own, on which its program is that run; null: runs have none */
  HostProcessAccess(HostRights rights, Sandbox sandbox, @Nullable RunSockets sockets) {
    this.rights = rights;
    this.sandbox = sandbox;
    this.sockets = sockets;
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
  public void start(ProcessSpec given, RunSink sink) throws CapsuleException {
    ProcessSpec spec = copied(given);
    Caller caller = Caller.CURRENT.isBound() ? Caller.CURRENT.get() : null;
    if (caller == null || !spec.id().equals(caller.run())) {
      throw new CapsuleException(Kind.DENIED, "a program is started only as the run that is being served");
    }
    if (spec.command().isEmpty()) {
      throw new CapsuleException(Kind.INVALID, "a command has at least a program");
    }
    String program = spec.command().getFirst();
    if (!program.startsWith("./")) {
      rights.permitted("process:spawn", program);
    }
    if (!own.add(spec.id())) {
      throw new CapsuleException(Kind.STATE, "this run has its program already");
    }
    try {
      RunSockets made = sockets;
      sandbox.start(spec, new EndingSink(sink, () -> own.remove(spec.id())), made == null ? null : path -> made.listen(caller, path));
    } catch (CapsuleException | RuntimeException e) {
      own.remove(spec.id());
      throw e;
    }
  }

  /** What is checked is what is started: the capsule's own lists, maps and arrays may answer otherwise the next time. */
  private static ProcessSpec copied(ProcessSpec given) throws CapsuleException {
    try {
      Map<String, byte[]> files = new TreeMap<>();
      Map.copyOf(given.files()).forEach((name, content) -> files.put(name, content.clone()));
      return new ProcessSpec(
          given.id(), List.copyOf(given.command()), files, Map.copyOf(given.environment()), List.copyOf(given.readable()),
          List.copyOf(given.writable()), List.copyOf(given.executables()), given.limits(), given.requireNamespaces());
    } catch (NullPointerException missing) {
      throw new CapsuleException(Kind.INVALID, "a part of what is to be started is null", missing);
    }
  }

  /** The capsule need not be the one that started the run's own program: what counts is whose run is being served. */
  @Override
  public ProcessOutcome run(ProcessCommand command) throws CapsuleException {
    String run = Caller.CURRENT.isBound() ? Caller.CURRENT.get().run() : null;
    if (run == null) {
      throw new CapsuleException(Kind.STATE, "a program is run only inside a run, and none is being served");
    }
    ProcessCommand checked = CommandRules.checked(command);
    rights.require("process:spawn", checked.command().getFirst());
    return sandbox.run(run, checked);
  }

  @Override
  public void write(String id, byte[] bytes) throws CapsuleException {
    if (!own.contains(id)) {
      throw new CapsuleException(Kind.NOT_FOUND, "this capsule started no program " + id);
    }
    sandbox.write(id, bytes);
  }

  @Override
  public void stop(String id, Duration grace) {
    if (own.contains(id)) {
      sandbox.stop(id, grace);
    }
  }
}
