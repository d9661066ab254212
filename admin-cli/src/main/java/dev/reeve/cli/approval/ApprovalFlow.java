package dev.reeve.cli.approval;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.Globals;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.Approver;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalRequired;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.Question;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a command does whose call needs an approval: it shows the question in short and how to answer it. Asked to approve, it answers itself;
 * where somebody sits there, or when asked to wait, it waits for whoever answers. Else the call fails, and can be repeated with the approval.
 */
public final class ApprovalFlow implements Approver {

  /** What the kernel answers whoever may not see an approval. */
  private static final Set<Status.Code> UNSEEN = Set.of(Status.Code.PERMISSION_DENIED, Status.Code.NOT_FOUND);

  private final Invocation call;

  public ApprovalFlow(Invocation call) {
    this.call = call;
  }

  @Override
  public Optional<String> approval(KernelClient client, ApprovalRequired asked) {
    Approval approval = told(client, asked);
    if (call.globals().approve()) {
      approval = answered(client, approval);
    } else {
      Card.brief(approval, Instant.now(), call.surroundings().columns()).forEach(call::tell);
      call.tell("answer it with: reeve approval approve " + asked.getRequestId());
    }
    if (!ApprovalViews.pending(approval)) {
      return Optional.of(ApprovalWait.usable(approval));
    }
    return waits() ? new ApprovalWait(call, client).until(approval) : Optional.empty();
  }

  private boolean waits() {
    Globals globals = call.globals();
    return globals.waitApproval() || (call.surroundings().screen().errTerminal() && !globals.noInput());
  }

  /**
   * The whole approval, or what the failure tells of it where the caller may not see more and is not about to sign.
   *
   * @throws StatusRuntimeException why it cannot be seen
   */
  private Approval told(KernelClient client, ApprovalRequired asked) {
    try {
      return new Lookup(client).get(asked.getRequestId());
    } catch (StatusRuntimeException unseen) {
      if (call.globals().approve() || !UNSEEN.contains(unseen.getStatus().getCode())) {
        throw unseen;
      }
      return Approval.newBuilder()
          .setId(asked.getRequestId())
          .setDigest(asked.getDigest())
          .setExpiresAt(asked.getExpiresAt())
          .setState(ApprovalState.APPROVAL_STATE_PENDING)
          .setQuestion(Question.newBuilder().setDescription(asked.getDescription()).addAllCapabilities(asked.getCapabilitiesList()))
          .build();
    }
  }

  /** Shows all of it, asks whoever sits there, signs and sends. */
  private Approval answered(KernelClient client, Approval approval) {
    Answerer answerer = Answerer.on(client);
    ShownQuestion shown = ShownQuestion.of(approval);
    CardPrinter.before(call).print(approval);
    Confirmation.require("Sign 'once' to approval " + approval.getId() + " as key " + answerer.key().id() + "?", "nothing was signed", call);
    Approval answered = answerer.answer(shown, ApprovalDecision.APPROVAL_DECISION_ONCE, null, "", Answerer.USABLE);
    call.tell(ApprovalNoun.outcome(answered));
    return answered;
  }
}
