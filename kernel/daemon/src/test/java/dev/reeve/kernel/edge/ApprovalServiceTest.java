package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.capsule.SignedGuest;
import dev.reeve.kernel.disk.Calls;
import dev.reeve.kernel.store.Ids;
import dev.reeve.seal.SigningKey;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalRequired;
import dev.reeve.v1.ApprovalServiceGrpc;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.ApproveCapabilityRequest;
import dev.reeve.v1.AuditFilter;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.CallToolRequest;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.DecideApprovalRequest;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.ListAuditRequest;
import dev.reeve.v1.QuestionKind;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.RunState;
import dev.reeve.v1.StartRunRequest;
import dev.reeve.v1.ToolServiceGrpc;
import dev.reeve.v1.WatchApprovalsRequest;
import dev.reeve.v1.WatchApprovalsResponse;
import dev.reeve.v1.WatchRunRequest;
import dev.reeve.v1.WatchRunResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Approvals as clients of the socket meet them: the operator of a personal home, alone on it, with a key. */
@Timeout(120)
class ApprovalServiceTest {

  private static final String ALONE =
      """
      approvals_version = 1
      [capsules]
      answered_by = "anyone"
      [hosts]
      decision = "ask"
      answered_by = "anyone"
      [[ask]]
      name = "grants are asked"
      capability = ["caps:grant"]
      answered_by = "anyone"
      """;

  @TempDir Path folder;
  private final HeldKey key = HeldKey.make();
  private SigningKey author;
  private LiveKernel kernel;
  private Client client;
  private Answering answering;

  @BeforeEach
  void start() throws Exception {
    author = SigningKey.generate("author");
    Path etc = folder.resolve("etc");
    Files.createDirectories(etc.resolve("principals"));
    Files.createDirectories(etc.resolve("trust"));
    Files.writeString(etc.resolve("trust/publishers.toml"), SignedGuest.publishers(author));
    Files.writeString(etc.resolve("approvals.toml"), ALONE);
    Profile operator =
        new Profile(
            Ids.next(), "default", true, List.of("admin"), List.of(), List.of(), List.of(new UnixSystem().getUid()), List.of(), Quotas.DEFAULTS, null,
            List.of(new RegisteredKey(key.text(), KeyLimit.FULL, "", null, false)));
    Files.writeString(etc.resolve("principals/default.toml"), ProfileFile.write(operator));
    kernel = LiveKernel.startAsIs(folder);
    client = new Client(kernel.socket());
    answering = new Answering(client.plain(), key);
    admin(client.plain()).agentCreate(AgentCreateRequest.newBuilder().setName("bot").build());
  }

  @AfterEach
  void stop() {
    client.close();
    kernel.close();
  }

  private static AdminServiceGrpc.AdminServiceBlockingStub admin(Channel channel) {
    return AdminServiceGrpc.newBlockingStub(channel);
  }

  private Channel with(String approval) {
    return client.with(ChainInterceptor.APPROVAL, approval);
  }

  private static CapsGrantRequest grant(String capability) {
    return CapsGrantRequest.newBuilder().setPrincipal("bot").addCapabilities(capability).build();
  }

  private static StatusRuntimeException refused(Status.Code code, Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).as(e.getMessage()).isEqualTo(code);
      return e;
    }
    throw new AssertionError("it was not refused");
  }

  private static ApprovalRequired required(Runnable call) throws Exception {
    StatusRuntimeException refusal = refused(Status.Code.FAILED_PRECONDITION, call);
    return Objects.requireNonNull(Client.detail(refusal, ApprovalRequired.class), refusal.getMessage());
  }

  private String records(String method) {
    return AuditServiceGrpc.newBlockingStub(client.plain())
        .list(ListAuditRequest.newBuilder().setFilter(AuditFilter.newBuilder().setMethod(method)).build())
        .getRecordsList().stream().map(record -> record.getKind() + " " + record.getJson()).toList().toString();
  }

  @Test
  void aCallThatThePolicyMarksIsAskedAndDoneOnceWithItsApproval() throws Exception {
    ApprovalRequired asked = required(() -> admin(client.plain()).capsGrant(grant("run:start@x")));
    assertThat(asked.getCapabilitiesList()).containsExactly("caps:grant");
    assertThat(asked.getDescription()).isEqualTo("call AdminService/CapsGrant on bot");
    Approval pending = answering.pending();
    assertThat(pending.getId()).isEqualTo(asked.getRequestId());
    assertThat(pending.getDigest()).isEqualTo(asked.getDigest());
    assertThat(pending.getWhy()).isEqualTo("grants are asked");
    assertThat(pending.getQuestion().getArguments()).contains("run:start@x");
    assertThat(required(() -> admin(client.plain()).capsGrant(grant("run:start@x"))).getRequestId()).as("the same question").isEqualTo(pending.getId());
    refused(Status.Code.FAILED_PRECONDITION, () -> admin(with(pending.getId())).capsGrant(grant("run:start@x")));

    DecideApprovalRequest signed = answering.signed(pending, ApprovalDecision.APPROVAL_DECISION_ONCE, "fine", answering.session());
    Approval approved =
        KernelServiceGrpc.newBlockingStub(client.plain())
            .approveCapability(
                ApproveCapabilityRequest.newBuilder()
                    .setApproval(signed.getApproval())
                    .setDecision(signed.getDecision())
                    .setReason(signed.getReason())
                    .setExpiresAt(signed.getExpiresAt())
                    .setKeyId(signed.getKeyId())
                    .setSignature(signed.getSignature())
                    .build())
            .getApproval();
    assertThat(approved.getState()).isEqualTo(ApprovalState.APPROVAL_STATE_APPROVED);
    assertThat(admin(with(pending.getId())).capsGrant(grant("run:start@x")).getChanged()).isTrue();
    refused(Status.Code.FAILED_PRECONDITION, () -> admin(with(pending.getId())).capsGrant(grant("run:start@x")));
    assertThat(records("CapsGrant")).contains("\"approval\":\"" + pending.getId() + "\"");
    assertThat(answering.in(ApprovalState.APPROVAL_STATE_USED)).hasSize(1);
  }

  @Test
  void whatOnlySaysWhatWouldBeIsNotAsked() {
    assertThat(admin(client.plain()).capsGrant(grant("run:start@x").toBuilder().setDryRun(true).build()).getChanged()).isTrue();
    assertThat(answering.in(ApprovalState.APPROVAL_STATE_PENDING)).isEmpty();
  }

  @Test
  void anApprovalForOneCallIsVoidForAnother() throws Exception {
    ApprovalRequired asked = required(() -> admin(client.plain()).capsGrant(grant("run:start@x")));
    assertThat(answering.approve().getState()).isEqualTo(ApprovalState.APPROVAL_STATE_APPROVED);
    ApprovalRequired other = required(() -> admin(with(asked.getRequestId())).capsGrant(grant("*@y")));
    assertThat(other.getRequestId()).isNotEqualTo(asked.getRequestId());
    refused(Status.Code.PERMISSION_DENIED, () -> admin(with(asked.getRequestId())).capsGrant(grant("run:start@x")));
    refused(Status.Code.INVALID_ARGUMENT, () -> admin(with("no-id")).capsGrant(grant("run:start@x")));
  }

  @Test
  void anAnswerSignedForOneConnectionIsNoneOnAnother() throws Exception {
    ApprovalRequired unused = required(() -> admin(client.plain()).capsGrant(grant("run:start@x")));
    DecideApprovalRequest signed = answering.signed(answering.pending(), ApprovalDecision.APPROVAL_DECISION_ONCE, "", answering.session());
    try (Client other = new Client(kernel.socket())) {
      refused(Status.Code.PERMISSION_DENIED, () -> ApprovalServiceGrpc.newBlockingStub(other.plain()).decide(signed));
    }
    assertThat(answering.pending().getState()).isEqualTo(ApprovalState.APPROVAL_STATE_PENDING);
    assertThat(ApprovalServiceGrpc.newBlockingStub(client.plain()).decide(signed).getApproval().getState())
        .isEqualTo(ApprovalState.APPROVAL_STATE_APPROVED);
  }

  @Test
  void anAnswerOutsideTheFourIsAnError() throws Exception {
    ApprovalRequired unused = required(() -> admin(client.plain()).capsGrant(grant("run:start@x")));
    DecideApprovalRequest signed = answering.signed(answering.pending(), ApprovalDecision.APPROVAL_DECISION_ONCE, "", answering.session());
    for (int other : List.of(0, 5, -1, 99)) {
      refused(
          Status.Code.INVALID_ARGUMENT,
          () -> ApprovalServiceGrpc.newBlockingStub(client.plain()).decide(signed.toBuilder().setDecisionValue(other).build()));
    }
  }

  @Test
  void whereOthersAnswerTheSameUserDoesNotAndFilesAreTakenUpAsTheyChange() throws Exception {
    Path file = folder.resolve("etc/approvals.toml");
    Files.writeString(file, ALONE.replace("capability = [\"caps:grant\"]\nanswered_by = \"anyone\"", "capability = [\"caps:grant\"]"));
    Eventually.isTrue(
        "others answer",
        () -> {
          ApprovalRequired unused = required(() -> admin(client.plain()).capsGrant(grant("run:start@" + Ids.nextText())));
          return answering.in(ApprovalState.APPROVAL_STATE_PENDING).stream().anyMatch(one -> !one.getSelfAnswer());
        });
    Approval strict = answering.in(ApprovalState.APPROVAL_STATE_PENDING).stream().filter(one -> !one.getSelfAnswer()).findFirst().orElseThrow();
    assertThat(strict.getAnswerable()).isFalse();
    refused(Status.Code.PERMISSION_DENIED, () -> answering.decide(strict, ApprovalDecision.APPROVAL_DECISION_ONCE, ""));

    Files.writeString(file, "approvals_version = 1\nwhatever = 2\n");
    Eventually.isTrue("the problem is told", () -> !status().getFileProblemsList().isEmpty());
    assertThat(status().getFileProblems(0).toString()).contains("approvals.toml", "whatever");
    ApprovalRequired still = required(() -> admin(client.plain()).capsGrant(grant("run:start@still")));
    assertThat(still.getRequestId()).as("what it said before is in force").isNotEmpty();
    Files.writeString(file, "approvals_version = 1\n");
    Eventually.isTrue("it is in force again", () -> status().getFileProblemsList().isEmpty());
    assertThat(admin(client.plain()).capsGrant(grant("run:start@unasked")).getChanged()).isTrue();
    assertThat(records("approvals.reload")).contains("approvals.toml");
  }

  private dev.reeve.v1.GetStatusResponse status() {
    return KernelServiceGrpc.newBlockingStub(client.plain()).getStatus(GetStatusRequest.getDefaultInstance());
  }

  @Test
  void aKernelDoesNotStartOnAPolicyThatIsWrong() throws Exception {
    Path other = folder.resolve("other");
    Files.createDirectories(other.resolve("etc"));
    Files.writeString(other.resolve("etc/approvals.toml"), "approvals_version = 1\nexpiry = \"1s\"\n");
    assertThatThrownBy(() -> LiveKernel.startAsIs(other)).hasMessageContaining("expiry");
  }

  @Test
  void whoWatchesSeesWhatIsPendingAndThenWhatChanges() throws Exception {
    ApprovalRequired asked = required(() -> admin(client.plain()).capsGrant(grant("run:start@x")));
    Iterator<WatchApprovalsResponse> steps =
        ApprovalServiceGrpc.newBlockingStub(client.plain()).watch(WatchApprovalsRequest.getDefaultInstance());
    assertThat(steps.next().getApproval().getId()).isEqualTo(asked.getRequestId());
    assertThat(steps.next().hasSynced()).isTrue();
    Approval unused = answering.decide(answering.pending(), ApprovalDecision.APPROVAL_DECISION_DENY, "no");
    Approval changed = steps.next().getApproval();
    assertThat(changed.getState()).isEqualTo(ApprovalState.APPROVAL_STATE_DENIED);
    assertThat(changed.getReason()).isEqualTo("no");
    assertThat(changed.getAnswersList()).singleElement().satisfies(answer -> assertThat(answer.getPrincipal()).isEqualTo("default"));
  }

  @Test
  void aCapsuleThatAsksForSomethingIsInstalledWithItsApprovalAlone() throws Exception {
    SignedGuest guest = SignedGuest.peeking(author, "peeks", "\"fs:read@/srv/**\"");
    ApprovalRequired asked = required(() -> Calls.install(client.plain(), guest));
    Approval pending = answering.pending();
    assertThat(pending.getQuestion().getKind()).isEqualTo(QuestionKind.QUESTION_KIND_CAPSULE);
    assertThat(pending.getQuestion().getArguments()).contains("fs:read@/srv/**");
    assertThat(answering.approve().getState()).isEqualTo(ApprovalState.APPROVAL_STATE_APPROVED);
    SignedGuest wider = SignedGuest.peeking(author, "peeks", "\"fs:read\"");
    ApprovalRequired other = required(() -> Calls.install(with(asked.getRequestId()), wider));
    assertThat(other.getRequestId()).isNotEqualTo(asked.getRequestId());
    refused(Status.Code.PERMISSION_DENIED, () -> Calls.install(with(asked.getRequestId()), guest));
    ApprovalRequired again = required(() -> Calls.install(client.plain(), guest));
    Approval unused =
        answering.decide(
            answering.in(ApprovalState.APPROVAL_STATE_PENDING).stream().filter(one -> one.getId().equals(again.getRequestId())).findFirst().orElseThrow(),
            ApprovalDecision.APPROVAL_DECISION_ONCE, "");
    assertThat(Calls.install(with(again.getRequestId()), guest).getName()).isEqualTo("peeks");
  }

  @Test
  void aHostCallBeyondItsPermissionsIsAskedAndItsCallerToldSo() throws Exception {
    Calls.install(client.plain(), SignedGuest.peeking(author, "peeks", ""));
    Path file = Files.writeString(folder.resolve("told.txt"), "the secret");
    Path outside = Files.createTempDirectory("outside");
    Path reachable = Files.writeString(outside.resolve("told.txt"), "hello");
    try {
      CallToolRequest call =
          CallToolRequest.newBuilder().setName("peeks/peek").setInput("{\"path\": \"" + reachable.toRealPath() + "\"}").build();
      ApprovalRequired asked = required(() -> ToolServiceGrpc.newBlockingStub(client.plain()).call(call));
      Approval pending = answering.pending();
      assertThat(pending.getQuestion().getKind()).isEqualTo(QuestionKind.QUESTION_KIND_HOST);
      assertThat(pending.getQuestion().getCapabilitiesList()).containsExactly("fs:read@" + reachable.toRealPath());
      assertThat(answering.approve().getState()).isEqualTo(ApprovalState.APPROVAL_STATE_APPROVED);
      assertThat(ToolServiceGrpc.newBlockingStub(with(asked.getRequestId())).call(call).getOutput()).contains("hello");
      assertThat(file).exists();
    } finally {
      Files.delete(reachable);
      Files.delete(outside);
    }
  }

  @Test
  void whatAToolShowsBeforehandIsAskedAboutByNobody() throws Exception {
    Files.writeString(
        folder.resolve("etc/approvals.toml"),
        """
        approvals_version = 1
        [hosts]
        decision = "ask"
        [[ask]]
        name = "tools"
        capability = ["tool:invoke"]
        """);
    Calls.install(client.plain(), SignedGuest.previewing(author, "shows"));
    Path outside = Files.createTempDirectory("outside");
    Path reachable = Files.writeString(outside.resolve("told.txt"), "hello");
    try {
      CallToolRequest call =
          CallToolRequest.newBuilder().setName("shows/write").setInput("{\"path\": \"" + reachable.toRealPath() + "\"}").build();
      Eventually.isTrue(
          "it is refused",
          () -> {
            try {
              var unused = ToolServiceGrpc.newBlockingStub(client.plain()).call(call);
              return false;
            } catch (StatusRuntimeException e) {
              return String.valueOf(e.getMessage()).contains("which the capsule shows is not permitted");
            }
          });
      assertThat(answering.in(ApprovalState.APPROVAL_STATE_PENDING)).isEmpty();
    } finally {
      Files.delete(reachable);
      Files.delete(outside);
    }
  }

  private String agent(String line, String more) throws Exception {
    Calls.install(client.plain(), SignedGuest.asking(author, "asks", line));
    String manifest =
        "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: { name: bot, version: 1.0.0 }\nspec:\n  runtime: { name: asks }\n  tools: [ asks/* ]\n" + more;
    AgentServiceGrpc.newBlockingStub(client.plain()).deploy(DeployRequest.newBuilder().setManifest(manifest).build());
    return RunServiceGrpc.newBlockingStub(client.plain()).start(StartRunRequest.newBuilder().setAgent("bot").build()).getRun().getId();
  }

  private Run run(String id) {
    return RunServiceGrpc.newBlockingStub(client.plain()).get(GetRunRequest.newBuilder().setRun(id).build()).getRun();
  }

  private void waits(String id) throws Exception {
    Iterator<WatchRunResponse> events = RunServiceGrpc.newBlockingStub(client.plain()).watch(WatchRunRequest.newBuilder().setRun(id).build());
    while (events.hasNext()) {
      if (events.next().getEventsList().stream().anyMatch(event -> event.getData().equals("WAITING_FOR_APPROVAL"))) {
        return;
      }
    }
    throw new AssertionError("it did not wait: " + run(id));
  }

  private Run over(String id) throws Exception {
    RunServiceGrpc.newBlockingStub(client.plain()).watch(WatchRunRequest.newBuilder().setRun(id).build()).forEachRemaining(event -> {});
    return run(id);
  }

  /** What a run has printed at its end. */
  private String printed(String id) {
    StringBuilder lines = new StringBuilder();
    RunServiceGrpc.newBlockingStub(client.plain())
        .watch(WatchRunRequest.newBuilder().setRun(id).build())
        .forEachRemaining(
            step ->
                step.getEventsList().stream()
                    .filter(event -> event.getKind() == RunEventKind.RUN_EVENT_KIND_STDOUT)
                    .forEach(event -> lines.append(event.getData()).append('\n')));
    return lines.toString();
  }

  private void allowTools() throws Exception {
    Path file = folder.resolve("etc/approvals.toml");
    Files.writeString(file, "approvals_version = 1\n");
    Eventually.isTrue(
        "grants are not asked any more",
        () -> {
          try {
            return admin(client.plain()).capsGrant(grant("tool:invoke@asks/*")).getGeneration() > 0;
          } catch (StatusRuntimeException asked) {
            return false;
          }
        });
  }

  @Test
  void aRunAsksAPersonByItselfAndGoesOn() throws Exception {
    String run = agent("{'type':'ask','id':'q','topic':'mail/send','description':'Send the report?','arguments':{'to':'chief'}}", "");
    waits(run);
    Approval pending = answering.pending();
    assertThat(pending.getQuestion().getKind()).isEqualTo(QuestionKind.QUESTION_KIND_RUN);
    assertThat(pending.getQuestion().getCapabilitiesList()).containsExactly("approval:ask@mail/send");
    assertThat(pending.getQuestion().getDescription()).isEqualTo("Send the report?");
    assertThat(pending.getQuestion().getArguments()).isEqualTo("{\"to\":\"chief\"}");
    assertThat(answering.approve().getState()).isEqualTo(ApprovalState.APPROVAL_STATE_APPROVED);
    Run after = over(run);
    assertThat(after.getState()).isEqualTo(RunState.RUN_STATE_SUCCEEDED);
    assertThat(after.getResult()).contains("ask_result", pending.getId());
  }

  @Test
  void aRunWhoseManifestSaysDenyIsRefusedAndNobodyAsked() throws Exception {
    allowTools();
    String run = agent("{'type':'tool','id':1,'name':'asks/mark','input':{}}", "  interaction: { approvals: deny }\n");
    assertThat(printed(run)).as("what its program was told").contains("PERMISSION_DENIED", "interaction.approvals: deny");
    assertThat(run(run).getState()).isEqualTo(RunState.RUN_STATE_FAILED);
    assertThat(answering.in(ApprovalState.APPROVAL_STATE_PENDING)).extracting(one -> one.getQuestion().getKind())
        .doesNotContain(QuestionKind.QUESTION_KIND_TOOL);
  }

  @Test
  void anInterceptorThatReplacesArgumentsAfterTheAnswerVoidsIt() throws Exception {
    allowTools();
    Calls.install(client.plain(), SignedGuest.asking(author, "asks"));
    Approval unused = install(SignedGuest.meddling(author, "meddles", "tool.invoke.asks/mark"));
    String manifest = "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: { name: bot, version: 1.0.0 }\nspec:\n  runtime: { name: asks }\n  tools: [ asks/* ]\n";
    AgentServiceGrpc.newBlockingStub(client.plain()).deploy(DeployRequest.newBuilder().setManifest(manifest).build());
    String run = RunServiceGrpc.newBlockingStub(client.plain()).start(StartRunRequest.newBuilder().setAgent("bot").build()).getRun().getId();
    waits(run);
    Approval first = tool();
    assertThat(first.getQuestion().getArguments()).contains("the window");
    unused = answering.decide(first, ApprovalDecision.APPROVAL_DECISION_ONCE, "");
    Eventually.isTrue("it is asked anew", () -> tools().stream().anyMatch(one -> !one.getId().equals(first.getId())));
    assertThat(answering.in(ApprovalState.APPROVAL_STATE_WITHDRAWN)).extracting(Approval::getId).contains(first.getId());
    assertThat(answering.in(ApprovalState.APPROVAL_STATE_USED)).extracting(one -> one.getQuestion().getKind())
        .doesNotContain(QuestionKind.QUESTION_KIND_TOOL);
    unused = answering.decide(tool(), ApprovalDecision.APPROVAL_DECISION_DENY, "make up your mind");
    assertThat(over(run).getReason()).contains("make up your mind");
  }

  private List<Approval> tools() {
    return answering.in(ApprovalState.APPROVAL_STATE_PENDING).stream()
        .filter(one -> one.getQuestion().getKind() == QuestionKind.QUESTION_KIND_TOOL)
        .toList();
  }

  /** The one question about a tool that is pending. */
  private Approval tool() {
    assertThat(tools()).hasSize(1);
    return tools().getFirst();
  }

  private List<Approval> capsules() {
    return answering.in(ApprovalState.APPROVAL_STATE_PENDING).stream()
        .filter(one -> one.getQuestion().getKind() == QuestionKind.QUESTION_KIND_CAPSULE)
        .toList();
  }

  @Test
  void aToolIsToldOfAQuestionAsThePrincipalThatThePolicyNamesAndNobodyIsAskedForThat() throws Exception {
    allowTools();
    Calls.install(client.plain(), SignedGuest.asking(author, "asks"));
    Files.writeString(
        folder.resolve("etc/approvals.toml"),
        """
        approvals_version = 1
        [[ask]]
        name = "grants"
        capability = ["caps:grant"]
        [notify]
        tool = "asks/mark"
        principal = "bot"
        input = '{"to": "chief"}'
        """);
    Eventually.isTrue(
        "grants are asked",
        () -> {
          try {
            var unused = admin(client.plain()).capsGrant(grant("run:start@" + Ids.nextText()));
            return false;
          } catch (StatusRuntimeException asked) {
            return true;
          }
        });
    Eventually.isTrue("it was told", () -> records("Call").contains("asks/mark"));
    assertThat(tools()).isEmpty();
    assertThat(records("Call")).contains("\"principal\":\"bot\"").doesNotContain("run:start");
  }

  /** Installs what asks for something, with the answer of whoever installs. */
  private Approval install(SignedGuest guest) throws Exception {
    Files.writeString(folder.resolve("etc/approvals.toml"), "approvals_version = 1\n[capsules]\nanswered_by = \"anyone\"\n");
    Eventually.isTrue(
        "whoever installs may answer",
        () -> {
          ApprovalRequired unused = required(() -> Calls.install(client.plain(), guest));
          return capsules().stream().anyMatch(Approval::getSelfAnswer);
        });
    Approval pending = capsules().getFirst();
    Approval approved = answering.decide(pending, ApprovalDecision.APPROVAL_DECISION_ONCE, "");
    assertThat(Calls.install(with(pending.getId()), guest).getName()).isEqualTo("meddles");
    return approved;
  }
}
