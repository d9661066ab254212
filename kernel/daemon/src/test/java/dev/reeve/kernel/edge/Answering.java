package dev.reeve.kernel.edge;

import dev.reeve.evidence.approval.SignedAnswer;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalServiceGrpc;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.DecideApprovalRequest;
import dev.reeve.v1.ListApprovalsRequest;
import dev.reeve.v1.SessionServiceGrpc;
import dev.reeve.v1.WhoAmIRequest;
import io.grpc.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Somebody with a key who answers questions on a connection. */
public record Answering(Channel channel, HeldKey key) {

  private ApprovalServiceGrpc.ApprovalServiceBlockingStub approvals() {
    return ApprovalServiceGrpc.newBlockingStub(channel);
  }

  /** Questions in a state, from the newest. */
  public List<Approval> in(ApprovalState state) {
    return approvals().list(ListApprovalsRequest.newBuilder().addStates(state).build()).getApprovalsList();
  }

  /** The one question that is pending. */
  public Approval pending() {
    List<Approval> pending = in(ApprovalState.APPROVAL_STATE_PENDING);
    if (pending.size() != 1) {
      throw new AssertionError("one question should be pending, not " + pending);
    }
    return pending.getFirst();
  }

  /** The session of the connection. */
  String session() {
    return SessionServiceGrpc.newBlockingStub(channel).whoAmI(WhoAmIRequest.getDefaultInstance()).getSessionId();
  }

  /** An answer without rule, signed. */
  DecideApprovalRequest signed(Approval approval, ApprovalDecision decision, String reason, String session) {
    Instant expires = Instant.ofEpochSecond(Instant.now().plus(Duration.ofMinutes(10)).getEpochSecond());
    String word = decision.name().substring("APPROVAL_DECISION_".length());
    String text =
        new SignedAnswer(
                approval.getQuestion().getKernelId(), approval.getId(), approval.getDigest(), word, null, reason, expires, key.id(), session)
            .text();
    return DecideApprovalRequest.newBuilder()
        .setApproval(approval.getId())
        .setDecision(decision)
        .setReason(reason)
        .setExpiresAt(com.google.protobuf.Timestamp.newBuilder().setSeconds(expires.getEpochSecond()))
        .setKeyId(key.id())
        .setSignature(key.sign(text))
        .build();
  }

  /** Answers a question. */
  public Approval decide(Approval approval, ApprovalDecision decision, String reason) {
    return approvals().decide(signed(approval, decision, reason, session())).getApproval();
  }

  /** Says yes once to the one question that is pending. */
  public Approval approve() {
    return decide(pending(), ApprovalDecision.APPROVAL_DECISION_ONCE, "");
  }
}
