package dev.reeve.kernel.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Confinement;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RunSpec;
import dev.reeve.capsule.RuntimeDescription;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/**
 * Agents on a real store and audit chain. {@code operator} holds {@code *}, {@code alice} and {@code bert} deploy for anybody but publish
 * nothing, {@code ada}, {@code bob} and {@code eve} are agents. The runtime {@code process} is there and keeps no limit of CPU.
 */
final class AgentDesk implements AutoCloseable {

  static final Clock NOW = Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC);
  static final Caller OPERATOR = caller("operator");
  static final Caller ALICE = caller("alice");
  static final Caller BERT = caller("bert");
  static final Caller ADA = caller("ada");

  final Map<String, Profile> profiles = new TreeMap<>();
  final Map<String, AgentRuntime> runtimes = new TreeMap<>(Map.of("process", new Described()));
  final Store store;
  final AuditLog audit;
  final AgentOperations agents;

  AgentDesk(Path folder) throws Exception {
    for (Profile profile :
        List.of(
            profile("operator", "*"), profile("alice", "agent:deploy", "agent:list", "agent:delete", "fs:read@/srv/**"),
            profile("bert", "agent:deploy", "agent:list", "agent:delete"), profile("ada"), profile("bob"), profile("eve"))) {
      profiles.put(profile.name(), profile);
    }
    store = Store.open(folder.resolve("reeve.db"));
    audit =
        AuditLog.open(
            new AuditLog.Files(Files.createDirectories(folder.resolve("audit")), folder.resolve("audit.key"), folder.resolve("audit.pub")),
            store.undelivered(), new KernelClock(Clock.systemUTC()));
    store.deliverTo(audit);
    agents = new AgentOperations(store, () -> Policy.of(1, List.of(), List.copyOf(profiles.values()), Map.of()), runtimes::get, NOW);
  }

  static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  static Caller caller(String name) {
    return new Caller(id(name), name, "unix-peer", null, List.of(), List.of());
  }

  static Profile profile(String name, String... grants) {
    List<Grant> held = Stream.of(grants).map(text -> Grant.of(CapabilityPattern.parse(text))).toList();
    return new Profile(id(name), name, true, List.of(), held, List.of(), List.of(), List.of(), Quotas.DEFAULTS, null);
  }

  /** A manifest; {@code more} are lines of the spec, each with its end. */
  static String manifest(String name, String version, String more) {
    return "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: {name: " + name + ", version: " + version + "}\n"
        + "spec:\n  runtime: {name: process, command: [sh]}\n" + more;
  }

  static String manifest(String name, String version) {
    return manifest(name, version, "");
  }

  AgentOperations.Deployment deploy(String text) {
    return agents.deploy(ALICE, "", text, false, false);
  }

  AgentOperations.Deployment deploy(Caller caller, String text, @Nullable AgentScope scope) {
    return agents.deploy(caller, new AgentOperations.DeployRequest("", text, scope, false, false));
  }

  /** Records a run of what is deployed. */
  String run(Agent agent, String id, boolean ended) {
    store.write(
        transaction ->
            transaction.update(
                "INSERT INTO runs(org, id, agent_id, agent_name, version, revision, manifest_digest, state, reason, owner_id, owner, started_by_id,"
                    + " started_by, input, intent, request_digest, timeout_seconds, timeout_source, created_at, ended_at, sandbox, attempt,"
                    + " last_sequence, generation) VALUES ('local', ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, 'null', '', '', 1, '', ?, ?, '', 1, 0, 1)",
                id, agent.id(), agent.name(), agent.manifest().version(), agent.revision(), agent.digest(), ended ? "SUCCEEDED" : "RUNNING", agent.id(),
                agent.name(), agent.id(), agent.name(), NOW.instant(), ended ? NOW.instant() : null));
    return id;
  }

  static KernelException refused(ErrorCode code, ThrowingCallable call) {
    KernelException refused = catchThrowableOfType(KernelException.class, call);
    assertThat(refused).as("a refusal with %s", code).isNotNull();
    assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
    return refused;
  }

  @Override
  public void close() {
    audit.close();
    store.close();
  }

  /** Says what it keeps and wants a command; it runs nothing. */
  static final class Described implements AgentRuntime {

    @Override
    public RuntimeDescription describe() {
      return new RuntimeDescription(
          List.of(new Confinement("namespaces", false, "bubblewrap is missing"), new Confinement("landlock", true, "")),
          Map.of("memory", Enforcement.EXACT, "processes", Enforcement.APPROXIMATE, "cpuPercent", Enforcement.NONE), List.of());
    }

    @Override
    public void validate(Map<String, @Nullable Object> runtime) throws CapsuleException {
      if (!runtime.containsKey("command")) {
        throw new CapsuleException(CapsuleException.Kind.INVALID, "command: is missing");
      }
      if (!(runtime.get("command") instanceof List)) {
        throw new CapsuleException(CapsuleException.Kind.INVALID, "command: must be a list");
      }
    }

    @Override
    public void start(RunSpec spec, RunSink sink) throws CapsuleException {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "it runs nothing");
    }

    @Override
    public void send(String runId, String line) {}

    @Override
    public void stop(String runId, java.time.Duration grace) {}
  }
}
