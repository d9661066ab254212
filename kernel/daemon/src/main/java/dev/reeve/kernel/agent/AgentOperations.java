package dev.reeve.kernel.agent;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.document.DocumentException;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.ErrorCode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Deploying manifests and looking at agents. */
public final class AgentOperations {

  /** Finds a runtime's check of its section by the runtime's name; null when no such runtime is there. */
  public interface RuntimeChecks extends Function<String, AgentOperations.@Nullable RuntimeCheck> {}

  /** Refuses a runtime section with words. */
  public interface RuntimeCheck {
    void validate(Map<String, @Nullable Object> runtime) throws CapsuleException;
  }

  private final AgentStore store;
  private final Supplier<Policy> policies;
  private final RuntimeChecks runtimes;
  private final Clock clock;

  public AgentOperations(Store store, Supplier<Policy> policies, RuntimeChecks runtimes, Clock clock) {
    this.store = new AgentStore(store);
    this.policies = policies;
    this.runtimes = runtimes;
    this.clock = clock;
  }

  /** An agent after a deployment, and whether anything changed. */
  public record Deployment(Agent agent, boolean changed) {}

  /**
   * Deploys a manifest for the principal it names.
   *
   * @param named the agent the caller was authorized for, which must be the manifest's; empty: it was authorized for any
   * @param force adds a revision where this version exists with other content
   * @param dryRun checks everything and changes nothing
   * @throws KernelException INVALID_ARGUMENT with every problem of the manifest; NOT_FOUND when there is no such principal; ALREADY_EXISTS
   *     for the same version with other content; ABORTED when somebody else deployed meanwhile
   */
  public Deployment deploy(Caller caller, String named, String text, boolean force, boolean dryRun) {
    Manifest manifest = parse(named, text);
    Policy policy = policies.get();
    Profile profile = policy.profile(manifest.name());
    if (profile == null) {
      throw KernelException.notFound("principal", manifest.name());
    }
    checkRuntime(manifest);
    String digest = Digest.of(text);
    Optional<AgentStore.Known> known = store.known(profile.id(), manifest.version());
    if (known.isPresent() && known.get().digest().equals(digest)) {
      Optional<Agent> current = store.find(profile.id());
      if (current.isPresent() && current.get().digest().equals(digest)) {
        return new Deployment(current.get(), false);
      }
    }
    if (known.isPresent() && !known.get().digest().equals(digest) && !force) {
      throw KernelException.exists(
          "version " + manifest.version() + " of " + manifest.name() + " is deployed with other content: raise the version, or add a revision with force");
    }
    Holdings held = Holdings.of(policy, caller.id(), clock.instant());
    Agent agent =
        new Agent(
            profile.id(), profile.name(), manifest, known.map(AgentStore.Known::revision).orElse(0) + 1, text, digest, caller.name(), clock.instant(),
            held, store.find(profile.id()).map(Agent::generation).orElse(0L));
    if (dryRun) {
      return new Deployment(agent, true);
    }
    store.deploy(agent);
    return new Deployment(find(profile.name()), true);
  }

  private static Manifest parse(String named, String text) {
    Manifest manifest;
    try {
      manifest = ManifestFile.parse("manifest", text);
    } catch (DocumentException e) {
      String all = String.join("\n", e.problems().stream().map(Object::toString).toList());
      throw new KernelException(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, all, Map.of("field", "manifest", "rule", "see the message"));
    }
    if (!named.isEmpty() && !named.equals(manifest.name())) {
      throw KernelException.invalid("agent", "is '" + named + "', but the manifest is of '" + manifest.name() + "'");
    }
    return manifest;
  }

  private void checkRuntime(Manifest manifest) {
    RuntimeCheck check = runtimes.apply(manifest.runtimeName());
    if (check == null) {
      throw KernelException.invalid("spec.runtime.name", "no capsule brings a runtime '" + manifest.runtimeName() + "'");
    }
    try {
      check.validate(manifest.runtime());
    } catch (CapsuleException e) {
      throw KernelException.invalid("spec.runtime", String.valueOf(e.getMessage()));
    }
  }

  /** The deployed agent of a name; NOT_FOUND when there is none. */
  public Agent find(String name) {
    Profile profile = policies.get().profile(name);
    return Optional.ofNullable(profile).flatMap(known -> store.find(known.id())).orElseThrow(() -> KernelException.notFound("agent", name));
  }

  /** The agent as a revision of its history says, whichever is deployed; empty where that is gone. */
  public Optional<Agent> revision(UUID agent, String version, int revision) {
    return store.revision(agent, version, revision);
  }

  /**
   * Agents by name.
   *
   * @param only this one alone; null: all
   */
  public List<Agent> list(@Nullable UUID only, String after, int limit) {
    return store.list(only, after, limit);
  }

  /** How many runs of an agent are recorded. */
  public long runs(Agent agent) {
    return store.runs(agent.id());
  }

  /** Ends manifests of principals that are gone, which a crash left behind. */
  public void recover() {
    Policy policy = policies.get();
    store.forgetAllBut(id -> policy.profile(id) != null);
  }

  /** Ends the manifests of a principal that is gone. Its runs stay on record. */
  public void forget(UUID agent) {
    store.forget(agent);
  }
}
