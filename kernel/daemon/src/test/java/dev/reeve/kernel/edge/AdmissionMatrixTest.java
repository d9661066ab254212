package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.sun.security.auth.module.UnixSystem;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Scope;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.InstallCapsuleHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may call what: every call of the contract for every kind of caller, against a table written by hand. */
@Timeout(120)
class AdmissionMatrixTest {

  private static final List<String> KINDS =
      List.of("nobody", "disabled", "bare", "bot", "viewer", "developer", "operator", "root", "run");

  /**
   * A: admitted, sees what belongs to all. S: admitted for its own. D: PERMISSION_DENIED. N: NOT_FOUND. U: UNAUTHENTICATED. "own" and
   * "other" say whose the target is.
   */
  private static final String TABLE =
      """
      call                             target  nobody disabled bare bot viewer developer operator root run
      KernelService/GetStatus          -       U      D        D    S   A      S         A        A    D
      KernelService/Shutdown           -       U      D        D    D   D      D         D        A    D
      KernelService/InstallCapsule     -       U      D        D    D   D      D         D        A    D
      KernelService/ListCapsules       -       U      D        D    S   A      A         A        A    D
      KernelService/GetCapsuleMetadata -       U      D        D    S   A      A         A        A    D
      KernelService/GetCommands        -       U      D        D    S   A      A         A        A    S
      KernelService/RunCommand         -       U      D        D    S   D      S         S        A    D
      AdminService/AgentCreate         -       U      D        D    D   D      D         D        A    D
      AdminService/AgentList           -       U      D        D    S   A      A         A        A    D
      AdminService/AgentGet            own     U      D        D    S   A      A         A        A    D
      AdminService/AgentGet            other   U      D        D    D   A      A         A        A    D
      SessionService/WhoAmI            -       U      D        D    S   D      S         S        A    S
      PolicyService/Check              own     U      D        D    S   D      S         S        A    D
      PolicyService/Check              other   U      D        D    D   D      D         D        A    D
      AgentService/Deploy              own     U      D        D    S   D      A         S        A    D
      AgentService/Deploy              other   U      D        D    D   D      A         D        A    D
      AgentService/Get                 own     U      D        D    S   A      A         A        A    D
      AgentService/Get                 other   U      D        D    D   A      A         A        A    D
      AgentService/List                -       U      D        D    S   A      A         A        A    D
      RunService/Start                 own     U      D        D    S   D      A         A        A    D
      RunService/Start                 other   U      D        D    D   D      A         A        A    D
      RunService/Get                   own     U      N        N    S   A      A         A        A    N
      RunService/Get                   other   U      N        N    N   A      A         A        A    N
      RunService/List                  -       U      D        D    S   A      A         A        A    D
      RunService/Watch                 own     U      N        N    S   A      A         A        A    N
      RunService/Watch                 other   U      N        N    N   A      A         A        A    N
      RunService/Logs                  own     U      N        N    S   A      A         A        A    N
      RunService/Logs                  other   U      N        N    N   A      A         A        A    N
      RunService/Cancel                own     U      N        N    S   D      A         A        A    N
      RunService/Cancel                other   U      N        N    N   D      A         A        A    N
      ToolService/List                 -       U      D        D    S   D      S         S        A    S
      ToolService/Call                 -       U      D        D    S   D      S         S        A    S
      AuditService/Tail                -       U      D        D    D   D      D         A        A    D
      AuditService/Verify              -       U      D        D    D   D      D         A        A    D
      """;

  @TempDir Path folder;

  private final Map<String, Profile> principals = Principals.all();
  private final Profile other = profile("somebody-else");
  private final Policy policy =
      Policy.of(1, List.of(), java.util.stream.Stream.concat(principals.values().stream(), java.util.stream.Stream.of(other)).toList(), Map.of());
  private @Nullable AuditLog audit;
  private @Nullable Store store;

  private static Profile profile(String name) {
    return new Profile(
        Ids.next(), name, true, List.of("agent"), List.of(), List.of(), List.of(4242L), List.of(), dev.reeve.kernel.authority.Quotas.DEFAULTS, null);
  }

  @BeforeEach
  void open() throws Exception {
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

  private static Map<List<String>, Map<String, String>> table() {
    Map<List<String>, Map<String, String>> rows = new LinkedHashMap<>();
    List<String> lines = TABLE.lines().toList();
    List<String> columns = List.of(lines.getFirst().split(" +"));
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = List.of(line.split(" +"));
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 2; i < cells.size(); i++) {
        row.put(columns.get(i), cells.get(i));
      }
      rows.put(cells.subList(0, 2), row);
    }
    return rows;
  }

  @Test
  void theTableHasACellForEveryCallTargetAndKindOfCaller() {
    List<List<String>> wanted = new java.util.ArrayList<>();
    for (MethodDescriptor method : Contract.methods()) {
      if (MethodPolicy.of(method).target() == null) {
        wanted.add(List.of(Contract.name(method), "-"));
      } else {
        wanted.add(List.of(Contract.name(method), "own"));
        wanted.add(List.of(Contract.name(method), "other"));
      }
    }
    assertThat(table().keySet()).containsExactlyInAnyOrderElementsOf(wanted);
    table().forEach((row, cells) -> assertThat(cells.keySet()).as("%s", row).containsExactlyInAnyOrderElementsOf(KINDS));
  }

  @TestFactory
  List<DynamicTest> everyCellIsAsWritten() {
    List<DynamicTest> tests = new java.util.ArrayList<>();
    table()
        .forEach(
            (row, cells) ->
                cells.forEach(
                    (kind, expected) ->
                        tests.add(
                            DynamicTest.dynamicTest(
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

  private static String kindsPrincipal(String kind) {
    return kind.equals("run") ? "bot" : kind;
  }

  private Arrival arrival(String kind, String requestId) {
    Peer peer = new Peer(new UnixSystem().getUid(), 0, 4711, Instant.EPOCH, kind.equals("nobody"));
    if (kind.equals("run")) {
      UUID bot = Objects.requireNonNull(principals.get("bot")).id();
      List<CapabilityPattern> needs =
          java.util.stream.Stream.of("tool:invoke@files/read", "self:session:read", "self:tool:list", "self:capsule:list")
              .map(CapabilityPattern::parse)
              .toList();
      Holdings deployer = new Holdings(List.of(CapabilityPattern.parse("*")), List.of());
      return new Arrival(
          requestId, null, null,
          new Caller(
              bot, "bot", "run-channel", Ids.nextText(),
              List.of(new Scope("manifest", new Holdings(needs, List.of())), new Scope("deployer", deployer)), List.of("bot")));
    }
    return new Arrival(requestId, peer, kind.equals("nobody") ? null : kind, null);
  }

  private Message request(MethodDescriptor method, String whose, String kind) {
    if (method.isClientStreaming()) {
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
      request.setField(target, whose.equals("own") && !kind.equals("nobody") ? kindsPrincipal(kind) : other.name());
    }
    return request.build();
  }

  private String answer(MethodDescriptor method, String whose, String kind) throws Exception {
    String requestId = Ids.nextText();
    long before = audit().lastSequence();
    MethodPolicy contract = MethodPolicy.of(method);
    try {
      Admission admission = chain().admit(arrival(kind, requestId), contract, request(method, whose, kind));
      if (contract.authorization().getMutates()) {
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
      return admission.global() ? "A" : "S";
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
