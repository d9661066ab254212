package dev.reeve.cli.approval;

import dev.reeve.cli.call.ContractTime;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.output.Printable;
import dev.reeve.cli.output.Words;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalAnswer;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalServiceGrpc.ApprovalServiceBlockingStub;
import dev.reeve.v1.WatchApprovalsRequest;
import dev.reeve.v1.WatchApprovalsResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waits for the answer to one question, a little longer than it can be answered. */
record ApprovalWait(Invocation call, KernelClient client) {

  private static final Duration MORE = Duration.ofSeconds(30);

  /**
   * Waits until it is answered.
   *
   * @return its id when somebody said yes; empty when the kernel stopped telling, and it may be answered yet
   * @throws ReeveException when it was denied, or is over
   */
  Optional<String> until(Approval pending) {
    call.tell("waiting for the answer; the question expires " + Words.fromNow(pending.getExpiresAt(), Instant.now()));
    Instant end = ContractTime.instant(pending.getExpiresAt()).plus(MORE);
    long millis = Math.max(MORE.toMillis(), Duration.between(Instant.now(), end).toMillis());
    ApprovalServiceBlockingStub stub = client.approvalStreams().withDeadlineAfter(millis, TimeUnit.MILLISECONDS);
    try {
      Iterator<WatchApprovalsResponse> steps = stub.watch(WatchApprovalsRequest.getDefaultInstance());
      while (steps.hasNext()) {
        WatchApprovalsResponse step = steps.next();
        boolean all = step.getStepCase() == WatchApprovalsResponse.StepCase.SYNCED;
        Approval now = all ? new Lookup(client).get(pending.getId()) : step.getApproval();
        if (now.getId().equals(pending.getId()) && !ApprovalViews.pending(now)) {
          return Optional.of(usable(now));
        }
      }
      return stopped("");
    } catch (StatusRuntimeException broken) {
      if (broken.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
        throw refused("nobody answered approval " + pending.getId() + " in time");
      }
      String description = broken.getStatus().getDescription();
      return stopped(": " + broken.getStatus().getCode() + (description == null ? "" : ", " + description));
    }
  }

  private Optional<String> stopped(String why) {
    call.tell(Printable.line("the kernel stopped telling about the approval" + why));
    return Optional.empty();
  }

  /**
   * The id of an approval that is decided.
   *
   * @throws ReeveException when it allows nothing
   */
  static String usable(Approval decided) {
    String id = decided.getId();
    String reason = decided.getReason().isEmpty() ? "" : ": " + decided.getReason();
    return switch (decided.getState()) {
      case APPROVAL_STATE_APPROVED -> id;
      case APPROVAL_STATE_DENIED -> throw refused("approval " + id + " was denied" + by(decided) + reason);
      case APPROVAL_STATE_EXPIRED -> throw refused("approval " + id + " is over" + (reason.isEmpty() ? ": nobody answered it in time" : reason));
      case APPROVAL_STATE_USED -> throw refused("what approval " + id + " allows was done already");
      default -> throw refused("approval " + id + " is " + ApprovalViews.state(decided) + reason);
    };
  }

  private static String by(Approval denied) {
    return denied.getAnswersList().stream()
        .filter(answer -> answer.getDecision() == ApprovalDecision.APPROVAL_DECISION_DENY)
        .map(ApprovalAnswer::getPrincipal)
        .findFirst()
        .map(who -> " by " + who)
        .orElse("");
  }

  private static ReeveException refused(String message) {
    return ReeveException.local(LocalError.NOT_APPROVED, Printable.line(message), "ask again by repeating the command, when it should be done nonetheless");
  }
}
