package dev.reeve.kernel.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.evidence.approval.SignedAnswer;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.capsule.SignedGuest;
import dev.reeve.kernel.disk.Calls;
import dev.reeve.kernel.edge.HeldKey;
import dev.reeve.kernel.store.Failpoint;
import dev.reeve.kernel.store.Ids;
import dev.reeve.seal.SigningKey;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalServiceGrpc;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.DecideApprovalRequest;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.ListApprovalsRequest;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunState;
import dev.reeve.v1.SessionServiceGrpc;
import dev.reeve.v1.StartRunRequest;
import dev.reeve.v1.WhoAmIRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that wait for a person while the daemon is killed, and what becomes of what they asked. */
@Timeout(180)
class RunApprovalTest {

  @TempDir private Path folder;
  private final HeldKey key = HeldKey.make();

  private void prepare(SigningKey author) throws Exception {
    Path etc = folder.resolve("etc");
    Files.createDirectories(etc.resolve("principals"));
    Files.createDirectories(etc.resolve("trust"));
    Files.writeString(etc.resolve("kernel.toml"), "config_version = 1\nmode = \"development\"\n");
    Files.writeString(etc.resolve("trust/publishers.toml"), SignedGuest.publishers(author));
    Profile operator =
        new Profile(
            Ids.next(), "default", true, List.of("admin"), List.of(), List.of(), List.of(new UnixSystem().getUid()), List.of(), Quotas.DEFAULTS, null,
            List.of(new RegisteredKey(key.text(), KeyLimit.FULL, "", null, false)));
    Files.writeString(etc.resolve("principals/default.toml"), ProfileFile.write(operator));
  }

  private Operator operator() {
    return new Operator(folder.resolve("run/kernel.sock"));
  }

  private static void equip(Operator operator, SigningKey author) throws Exception {
    Calls.install(operator.channel(), SignedGuest.asking(author, "asks"));
    operator.create("bot");
    operator.grant("bot", "tool:invoke@asks/*");
    String manifest =
        "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: { name: bot, version: 1.0.0 }\nspec:\n  runtime: { name: asks }\n"
            + "  tools: [ asks/* ]\n  limits: { timeout: 60s }\n";
    operator.agents().deploy(DeployRequest.newBuilder().setManifest(manifest).build());
  }

  private static String start(Operator operator) throws Exception {
    String run = operator.runs().start(StartRunRequest.newBuilder().setAgent("bot").build()).getRun().getId();
    await(operator, run, RunState.RUN_STATE_WAITING_FOR_APPROVAL);
    return run;
  }

  private static void await(Operator operator, String run, RunState state) throws Exception {
    Eventually.isTrue(run + " is " + state, () -> operator.run(run).getState() == state);
  }

  private static Approval pending(Operator operator) {
    List<Approval> pending =
        ApprovalServiceGrpc.newBlockingStub(operator.channel())
            .list(ListApprovalsRequest.newBuilder().addStates(ApprovalState.APPROVAL_STATE_PENDING).build())
            .getApprovalsList();
    assertThat(pending).hasSize(1);
    return pending.getFirst();
  }

  private Approval decide(Operator operator, Approval approval, ApprovalDecision decision, String reason) {
    String session = SessionServiceGrpc.newBlockingStub(operator.channel()).whoAmI(WhoAmIRequest.getDefaultInstance()).getSessionId();
    Instant expires = Instant.ofEpochSecond(Instant.now().plus(Duration.ofMinutes(10)).getEpochSecond());
    String word = decision.name().substring("APPROVAL_DECISION_".length());
    String text =
        new SignedAnswer(
                approval.getQuestion().getKernelId(), approval.getId(), approval.getDigest(), word, null, reason, expires, key.id(), session)
            .text();
    return ApprovalServiceGrpc.newBlockingStub(operator.channel())
        .decide(
            DecideApprovalRequest.newBuilder()
                .setApproval(approval.getId())
                .setDecision(decision)
                .setReason(reason)
                .setExpiresAt(com.google.protobuf.Timestamp.newBuilder().setSeconds(expires.getEpochSecond()))
                .setKeyId(key.id())
                .setSignature(key.sign(text))
                .build())
        .getApproval();
  }

  /** How often the tool has done what it does, as it told the run that called it last. */
  private static long marks(Operator operator, String run) {
    String result = operator.run(run).getResult();
    String told = result.replaceAll(".*marks[^0-9]*([0-9]+).*", "$1");
    assertThat(told).as(result).matches("[0-9]+");
    return Long.parseLong(told);
  }

  @Test
  void aWaitingRunSurvivesAKillAndGoesOnAfterTheAnswer() throws Exception {
    SigningKey author = SigningKey.generate("author");
    prepare(author);
    String run;
    String other;
    try (Daemon _ = Daemon.start(folder).ready(); Operator operator = operator()) {
      equip(operator, author);
      run = start(operator);
    }
    try (Daemon _ = Daemon.start(folder).ready(); Operator operator = operator()) {
      assertThat(operator.run(run).getState()).isEqualTo(RunState.RUN_STATE_WAITING_FOR_APPROVAL);
      Approval approval = pending(operator);
      assertThat(approval.getQuestion().getRun()).isEqualTo(run);
      assertThat(approval.getAnswerable()).isTrue();
      assertThat(decide(operator, approval, ApprovalDecision.APPROVAL_DECISION_ONCE, "").getState()).isEqualTo(ApprovalState.APPROVAL_STATE_APPROVED);
      await(operator, run, RunState.RUN_STATE_SUCCEEDED);
      Run after = operator.run(run);
      assertThat(after.getAttempt()).isEqualTo(2);
      assertThat(after.getAttemptReason()).isEqualTo("resume");
      assertThat(marks(operator, run)).isEqualTo(1);
      other = start(operator);
    }
    try (Daemon _ = Daemon.start(folder).ready(); Operator operator = operator()) {
      Approval approval = pending(operator);
      Approval unused = decide(operator, approval, ApprovalDecision.APPROVAL_DECISION_DENY, "not tonight");
      await(operator, other, RunState.RUN_STATE_FAILED);
      assertThat(operator.run(other).getReason()).contains(approval.getId(), "not tonight");
      assertThat(operator.run(other).getResult()).contains(approval.getId(), "not tonight");
      String third = start(operator);
      var cancelled = operator.runs().cancel(CancelRunRequest.newBuilder().setRun(third).build());
      assertThat(cancelled.getRun().getState()).isEqualTo(RunState.RUN_STATE_CANCELLED);
      assertThat(operator.intact()).isTrue();
    }
  }

  @Test
  void aWaitingRunOfAFormerLifeCanBeCancelled() throws Exception {
    SigningKey author = SigningKey.generate("author");
    prepare(author);
    String run;
    try (Daemon _ = Daemon.start(folder).ready(); Operator operator = operator()) {
      equip(operator, author);
      run = start(operator);
    }
    try (Daemon _ = Daemon.start(folder).ready(); Operator operator = operator()) {
      var cancelled = operator.runs().cancel(CancelRunRequest.newBuilder().setRun(run).build());
      assertThat(cancelled.getRun().getState()).isEqualTo(RunState.RUN_STATE_CANCELLED);
      assertThat(cancelled.getChanged()).isTrue();
      Eventually.isTrue(
          "its question is withdrawn",
          () -> ApprovalServiceGrpc.newBlockingStub(operator.channel())
              .list(ListApprovalsRequest.newBuilder().addStates(ApprovalState.APPROVAL_STATE_WITHDRAWN).build())
              .getApprovalsCount() == 1);
    }
  }

  @Test
  void aDenialEndsTheRunWithItsReason() throws Exception {
    SigningKey author = SigningKey.generate("author");
    prepare(author);
    try (Daemon _ = Daemon.start(folder).ready(); Operator operator = operator()) {
      equip(operator, author);
      String run = start(operator);
      Approval approval = pending(operator);
      Approval unused = decide(operator, approval, ApprovalDecision.APPROVAL_DECISION_DENY, "not the door");
      await(operator, run, RunState.RUN_STATE_FAILED);
      assertThat(operator.run(run).getReason()).contains("not the door");
      assertThat(operator.run(run).getResult()).contains(approval.getId(), "not the door");
      String next = start(operator);
      unused = decide(operator, pending(operator), ApprovalDecision.APPROVAL_DECISION_ONCE, "");
      await(operator, next, RunState.RUN_STATE_SUCCEEDED);
      assertThat(marks(operator, next)).as("what was denied was not done").isEqualTo(1);
    }
  }

  /** Killed between the answer and what it allows: that is done at most once, and the run goes on. */
  @ParameterizedTest
  @EnumSource(value = Failpoint.class, names = {"APPROVAL_ANSWERED", "APPROVAL_USED", "OUTCOME_BEFORE"})
  void whatWasApprovedIsDoneAtMostOnceAndTheRunGoesOn(Failpoint cut) throws Exception {
    SigningKey author = SigningKey.generate("author");
    prepare(author);
    String run;
    try (Daemon _ = Daemon.start(folder).ready(); Operator operator = operator()) {
      equip(operator, author);
      run = start(operator);
    }
    try (Daemon dying = Daemon.start(folder, "-D" + Failpoint.PROPERTY + "=" + cut.label()).ready(); Operator operator = operator()) {
      try {
        Approval unused = decide(operator, pending(operator), ApprovalDecision.APPROVAL_DECISION_ONCE, "");
      } catch (StatusRuntimeException died) {
        assertThat(died.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
      }
      assertThat(dying.ended().status()).isEqualTo(Failpoint.KILLED);
    }
    try (Daemon _ = Daemon.start(folder).ready(); Operator operator = operator()) {
      Eventually.isTrue(
          "it goes on, or asks again",
          () -> {
            RunState state = operator.run(run).getState();
            return state == RunState.RUN_STATE_SUCCEEDED || state == RunState.RUN_STATE_WAITING_FOR_APPROVAL;
          });
      if (operator.run(run).getState() == RunState.RUN_STATE_WAITING_FOR_APPROVAL) {
        Approval again = pending(operator);
        Approval unused = decide(operator, again, ApprovalDecision.APPROVAL_DECISION_ONCE, "");
        await(operator, run, RunState.RUN_STATE_SUCCEEDED);
      }
      assertThat(marks(operator, run)).as("for each approval that was used, once at most").isLessThanOrEqualTo(used(operator));
      assertThat(operator.intact()).isTrue();
    }
  }

  private static long used(Operator operator) {
    return ApprovalServiceGrpc.newBlockingStub(operator.channel())
        .list(ListApprovalsRequest.newBuilder().addStates(ApprovalState.APPROVAL_STATE_USED).build())
        .getApprovalsCount();
  }
}
