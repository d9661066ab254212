package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.sun.security.auth.module.UnixSystem;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.authority.Scope;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.InstallCapsuleHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may call what: every call of the contract for every kind of caller, against a reviewed file that is written by hand. */
@Timeout(120)
class AdmissionMatrixTest {

  private static final List<String> KINDS = List.of(
      "unread", "stranger", "inside", "disabled", "expired", "plain", "agent", "viewer", "developer", "operator", "revoked", "admin", "device",
      "run");
  private static final Set<String> ANONYMOUS = Set.of("unread", "stranger", "inside");

  private static final KeyLimit DEVICE = new KeyLimit(patterns("agent:*", "self:*", "quota:get"), patterns("self:auth:*", "agent:delete"));

  @TempDir Path folder;

  private final Map<String, Profile> principals = new TreeMap<>();
  private final Profile other = profile("somebody-else", "agent", List.of(), List.of(), 4242);
  private Policy policy = Policy.of(0, List.of(), List.of(), Map.of());
  private @Nullable AuditLog audit;
  private @Nullable Store store;

  private static Profile profile(String name, String group, List<Grant> grants, List<CapabilityPattern> revokes, long uid) {
    List<RegisteredKey> keys = name.equals("device") ? List.of(new RegisteredKey("0".repeat(64), DEVICE, "", null, true)) : List.of();
    return new Profile(
        Ids.next(), name, !name.equals("disabled"), group.isEmpty() ? List.of() : List.of(group), grants, revokes, List.of(uid), List.of(),
        Quotas.DEFAULTS, null, keys);
  }

  private static List<CapabilityPattern> patterns(String... texts) {
    return Stream.of(texts).map(CapabilityPattern::parse).toList();
  }

  @BeforeEach
  void open() throws Exception {
    long uid = new UnixSystem().getUid();
    Grant over = new Grant(CapabilityPattern.parse("*"), Instant.parse("2026-01-01T00:00:00Z"), "", "", null);
    Map.of("disabled", "admin", "plain", "", "agent", "agent", "viewer", "viewer", "developer", "developer", "operator", "operator", "admin",
        "admin", "device", "admin").forEach((name, group) -> principals.put(name, profile(name, group, List.of(), List.of(), uid)));
    principals.put("expired", profile("expired", "", List.of(over), List.of(), uid));
    principals.put("revoked", profile("revoked", "admin", List.of(), patterns("self:*", "caps:*", "run:*"), uid));
    policy = Policy.of(1, List.of(), Stream.concat(principals.values().stream(), Stream.of(other)).toList(), Map.of());
    audit =
        AuditLog.open(
            new AuditLog.Files(Files.createDirectories(folder.resolve("audit")), folder.resolve("audit.key"), folder.resolve("audit.pub")),
            List.of(), new KernelClock(Clock.systemUTC()));
    store = Store.open(folder.resolve("reeve.db"));
  }

  @AfterEach
  void close() {
    audit().close();
    store().close();
  }

  private Store store() {
    return Objects.requireNonNull(store);
  }

  private AuditLog audit() {
    if (audit == null) {
      throw new IllegalStateException();
    }
    return audit;
  }

  /** By call and target, then by kind of caller; in the order of the file. */
  private static Map<List<String>, Map<String, String>> table() throws IOException {
    List<String> lines;
    try (InputStream file = Objects.requireNonNull(AdmissionMatrixTest.class.getResourceAsStream("admission.matrix"))) {
      lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#")).toList();
    }
    Map<List<String>, Map<String, String>> rows = new LinkedHashMap<>();
    List<String> columns = List.of(lines.getFirst().split(" +", -1));
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = List.of(line.split(" +", -1));
      assertThat(cells).as(line).hasSameSizeAs(columns);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 2; i < cells.size(); i++) {
        row.put(columns.get(i), cells.get(i));
      }
      assertThat(rows.put(cells.subList(0, 2), row)).as("a second row %s", line).isNull();
    }
    return rows;
  }

  /** So that a service that is added is in the matrix. */
  @Test
  void theContractIsEveryServiceOfTheProtoFiles() throws IOException {
    List<String> declared = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("reeve.root", "."), "proto/src/main/proto/reeve/v1"))) {
      for (Path file : files.toList()) {
        Files.readString(file).lines().filter(line -> line.startsWith("service ")).forEach(line -> declared.add(line.split(" ", -1)[1]));
      }
    }
    assertThat(Contract.services()).extracting(ServiceDescriptor::getName).containsExactlyInAnyOrderElementsOf(declared);
  }

  @Test
  void theTableHasACellForEveryCallTargetAndKindOfCaller() throws IOException {
    List<List<String>> wanted = new ArrayList<>();
    for (MethodDescriptor method : Contract.methods()) {
      if (MethodPolicy.of(method).target() == null) {
        wanted.add(List.of(Contract.name(method), "-"));
      } else {
        wanted.add(List.of(Contract.name(method), "own"));
        wanted.add(List.of(Contract.name(method), "other"));
      }
    }
    assertThat(table().keySet()).containsExactlyInAnyOrderElementsOf(wanted);
    table().forEach((row, cells) -> assertThat(cells.keySet()).as("%s", row).containsExactlyElementsOf(KINDS));
    System.out.printf("%,d cells: %d calls and targets of %d calls, %d kinds of caller%n",
        wanted.size() * KINDS.size(), wanted.size(), Contract.methods().size(), KINDS.size());
  }

  @TestFactory
  List<DynamicTest> everyCellIsAsWritten() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    table().forEach((row, cells) -> cells.forEach((kind, expected) -> tests.add(DynamicTest.dynamicTest(
        row.get(0) + " " + row.get(1) + " by " + kind,
        () -> assertThat(answer(Contract.method(row.get(0)), row.get(1), kind)).isEqualTo(expected)))));
    return tests;
  }

  private RequestChain chain() {
    return Chains.of(() -> policy, this::target, audit(), store(), folder);
  }

  /** Runs are named after the principal they belong to. */
  private Targets.@Nullable Target target(String field, String value) {
    Profile profile = policy.profile(value);
    return profile == null ? null : new Targets.Target(profile.name(), Set.of(profile.id()));
  }

  private Arrival arrival(String kind, String requestId) {
    long uid = kind.equals("stranger") ? 4711 : new UnixSystem().getUid();
    Peer peer = new Peer(uid, 0, 4711, Instant.EPOCH, kind.equals("inside"));
    return switch (kind) {
      case "unread" -> new Arrival(requestId, null, null, null);
      case "stranger", "inside" -> new Arrival(requestId, peer, null, null);
      case "run" -> new Arrival(requestId, null, null, run());
      case "device" -> Arrival.on(keyed(peer), requestId, null, false, List.of());
      default -> new Arrival(requestId, peer, kind, null);
    };
  }

  private UUID id(String name) {
    return Objects.requireNonNull(principals.get(name)).id();
  }

  private Caller run() {
    List<CapabilityPattern> needs = patterns("tool:invoke@files/read", "self:session:read", "self:tool:list", "self:approval:ask", "self:capsule:list");
    Scope deployer = new Scope("deployer", new Holdings(patterns("*"), List.of()));
    return new Caller(
        id("agent"), "agent", "run-channel", Ids.nextText(), List.of(new Scope("manifest", new Holdings(needs, List.of())), deployer),
        List.of("agent"));
  }

  /** A connection that has proved the device's key. */
  private Connection keyed(Peer peer) {
    Connection connection = new Connection(peer, "", _ -> {});
    String keyId = Objects.requireNonNull(principals.get("device")).keys().getFirst().id();
    connection.prove(Objects.requireNonNull(Identities.keyed(policy, id("device"), keyId, List.of())), Instant.EPOCH, _ -> {});
    return connection;
  }

  private Message request(MethodDescriptor method, String whose, String kind) {
    if (method.getName().equals("InstallCapsule")) {
      return InstallCapsuleHeader.getDefaultInstance();
    }
    DynamicMessage.Builder request = DynamicMessage.newBuilder(method.getInputType());
    MethodPolicy policyOf = MethodPolicy.of(method);
    FieldDescriptor target = policyOf.target();
    FieldDescriptor resource = policyOf.resource();
    if (resource != null) {
      request.setField(resource, method.getService().getName().equals("ToolService") ? "files/read" : "hello");
    }
    if (target != null) {
      String own = kind.equals("run") ? "agent" : kind;
      request.setField(target, whose.equals("own") && !ANONYMOUS.contains(kind) ? own : other.name());
    }
    return request.build();
  }

  private String answer(MethodDescriptor method, String whose, String kind) throws Exception {
    String requestId = Ids.nextText();
    long before = audit().lastSequence();
    MethodPolicy contract = MethodPolicy.of(method);
    try {
      RequestChain chain = chain();
      Admission admission = chain.admit(arrival(kind, requestId), contract, request(method, whose, kind), chain.figures().begin(contract.method(), false));
      if (contract.authorization().getMutates()) {
        CompletableFuture<?> recording = admission.effect().intent();
        assertThat(recording.isDone() || contract.authorization().getRows()).as("served once its intent is durable").isTrue();
        recording.get(30, TimeUnit.SECONDS);
        AuditRecord intent = audit().records(before + 1, 10).getFirst();
        assertThat(intent.kind()).isEqualTo(AuditRecord.Kind.INTENT);
        assertThat(intent.requestId()).isEqualTo(requestId);
        admission.finish("OK", "");
        admission.release();
        assertThat(audit().records(before + 1, 10).getLast().kind()).isEqualTo(AuditRecord.Kind.OUTCOME);
      } else if (contract.authorization().getSensitive()) {
        assertThat(audit().records(before + 1, 10).getFirst().kind()).isEqualTo(AuditRecord.Kind.EVENT);
      } else {
        assertThat(audit().lastSequence()).as("an ordinary read writes no record").isEqualTo(before);
      }
      assertThat(admission.caller().principal() == null).isEqualTo(contract.authorization().getUnauthenticated());
      return admission.caller().principal() == null ? "O" : admission.global() ? "A" : "S";
    } catch (KernelException e) {
      audit().awaitBeyond(before, Duration.ofSeconds(30));
      AuditRecord denial = audit().records(before + 1, 10).getFirst();
      assertThat(denial.requestId()).as("the denial's record").isEqualTo(requestId);
      assertThat(denial.decision() != null && denial.decision().allowed()).isFalse();
      return switch (e.code()) {
        case ERROR_CODE_UNAUTHENTICATED -> "U";
        case ERROR_CODE_PERMISSION_DENIED -> "D";
        case ERROR_CODE_NOT_FOUND -> "N";
        default -> e.code().name();
      };
    }
  }
}
