package dev.reeve.kernel.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.capsule.SignedGuest;
import dev.reeve.kernel.disk.Calls;
import dev.reeve.kernel.edge.Answering;
import dev.reeve.kernel.edge.HeldKey;
import dev.reeve.kernel.store.Failpoint;
import dev.reeve.kernel.store.Ids;
import dev.reeve.seal.SigningKey;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.RunState;
import dev.reeve.v1.StartRunRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
        """
        apiVersion: reeve.dev/v1
        kind: Agent
        metadata: { name: bot, version: 1.0.0 }
        spec:
          runtime: { name: asks }
          tools: [ asks/* ]
          limits: { timeout: 60s }
        """;
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

  private Answering answering(Operator operator) {
    return new Answering(operator.channel(), key);
  }

  /** How often the tool has done what it does, as it told the run that called it last. */
  private static long marks(Operator operator, String run) {
    String result = operator.run(run).getResult();
    String told = result.replaceAll(".*marks[^0-9]*([0-9]+).*", "$1");
    assertThat(told).as(result).matches("[0-9]+");
    return Long.parseLong(told);
  }

  @Test
  void aWaitingRunSurvivesAKillAndGoesOnEndsOrIsCancelledAsIsAnswered() throws Exception {
    SigningKey author = SigningKey.generate("author");
    prepare(author);
    String goesOn;
    String denied;
    String cancelled;
    try (Daemon _ = Daemon.start(folder).ready(); Operator operator = operator()) {
      equip(operator, author);
      goesOn = start(operator);
      denied = start(operator);
      cancelled = start(operator);
    }
    try (Daemon _ = Daemon.start(folder).ready(); Operator operator = operator()) {
      Answering answering = answering(operator);
      assertThat(answering.in(ApprovalState.APPROVAL_STATE_PENDING)).hasSize(3).allSatisfy(one -> assertThat(one.getAnswerable()).isTrue());
      for (Approval approval : answering.in(ApprovalState.APPROVAL_STATE_PENDING)) {
        String run = approval.getQuestion().getRun();
        assertThat(operator.run(run).getState()).isEqualTo(RunState.RUN_STATE_WAITING_FOR_APPROVAL);
        if (run.equals(goesOn)) {
          assertThat(answering.decide(approval, ApprovalDecision.APPROVAL_DECISION_ONCE, "").getState())
              .isEqualTo(ApprovalState.APPROVAL_STATE_APPROVED);
        } else if (run.equals(denied)) {
          Approval unused = answering.decide(approval, ApprovalDecision.APPROVAL_DECISION_DENY, "not tonight");
        }
      }
      await(operator, goesOn, RunState.RUN_STATE_SUCCEEDED);
      assertThat(operator.run(goesOn).getAttempt()).isEqualTo(2);
      assertThat(operator.run(goesOn).getAttemptReason()).isEqualTo("resume");
      assertThat(marks(operator, goesOn)).isEqualTo(1);
      await(operator, denied, RunState.RUN_STATE_FAILED);
      assertThat(operator.run(denied).getReason()).contains("not tonight");
      assertThat(operator.run(denied).getResult()).contains("not tonight");
      var after = operator.runs().cancel(CancelRunRequest.newBuilder().setRun(cancelled).build());
      assertThat(after.getRun().getState()).isEqualTo(RunState.RUN_STATE_CANCELLED);
      assertThat(after.getChanged()).isTrue();
      Eventually.isTrue("its question is withdrawn", () -> answering.in(ApprovalState.APPROVAL_STATE_WITHDRAWN).size() == 1);

      String now = start(operator);
      Approval unused = answering.decide(answering.pending(), ApprovalDecision.APPROVAL_DECISION_DENY, "not the door");
      await(operator, now, RunState.RUN_STATE_FAILED);
      assertThat(operator.run(now).getReason()).as("in the life it was asked in, too").contains("not the door");
      assertThat(operator.run(now).getResult()).contains("not the door");
      String next = start(operator);
      unused = answering.approve();
      await(operator, next, RunState.RUN_STATE_SUCCEEDED);
      assertThat(marks(operator, next)).as("what was denied was not done").isEqualTo(2);
      assertThat(operator.intact()).isTrue();
    }
  }

  /** Killed at each step between an answer and what it allows: each approval is used once at most, and the run goes on. */
  @Test
  void whatWasApprovedIsDoneAtMostOnceAndTheRunGoesOn() throws Exception {
    SigningKey author = SigningKey.generate("author");
    prepare(author);
    String run;
    try (Daemon _ = Daemon.start(folder).ready(); Operator operator = operator()) {
      equip(operator, author);
      run = start(operator);
    }
    // The first answer is kept; what it allows is about to be done; it is asked again; the tool has done it, which nobody was told.
    for (Failpoint cut :
        List.of(Failpoint.APPROVAL_ANSWERED, Failpoint.APPROVAL_USED, Failpoint.APPROVAL_ANSWERED, Failpoint.OUTCOME_BEFORE)) {
      try (Daemon dying = Daemon.start(folder, "-D" + Failpoint.PROPERTY + "=" + cut.label())) {
        // What was answered before is used as soon as the run goes on, before anybody can ask: an outcome is then its tool's.
        if (cut == Failpoint.APPROVAL_ANSWERED) {
          dying.ready();
          try (Operator operator = operator()) {
            answerIfAsked(operator, run);
          }
        }
        assertThat(dying.ended().status()).as(cut.label()).isEqualTo(Failpoint.KILLED);
      }
    }
    try (Daemon _ = Daemon.start(folder).ready(); Operator operator = operator()) {
      answerIfAsked(operator, run);
      await(operator, run, RunState.RUN_STATE_SUCCEEDED);
      assertThat(answering(operator).in(ApprovalState.APPROVAL_STATE_USED)).as("not done, done without a word of it, done").hasSize(3);
      assertThat(marks(operator, run)).as("all that were used, but the one that was cut off before").isEqualTo(2);
      assertThat(operator.run(run).getAttempt()).as("one begun by each life but that of the first answer").isEqualTo(5);
      assertThat(operator.intact()).isTrue();
    }
  }

  /** Says yes where the run waits; it may go on by what was said before, and the daemon may die of either. */
  private void answerIfAsked(Operator operator, String run) throws Exception {
    try {
      Eventually.isTrue(
          "it waits, or is over",
          () -> {
            RunState state = operator.run(run).getState();
            return state == RunState.RUN_STATE_SUCCEEDED || state == RunState.RUN_STATE_WAITING_FOR_APPROVAL;
          });
      if (operator.run(run).getState() == RunState.RUN_STATE_WAITING_FOR_APPROVAL) {
        Approval unused = answering(operator).approve();
      }
    } catch (StatusRuntimeException died) {
      assertThat(died.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
    }
  }
}
