package dev.reeve.bench.daemon;

import dev.reeve.evidence.approval.SignedAnswer;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalServiceGrpc;
import dev.reeve.v1.DecideApprovalRequest;
import dev.reeve.v1.GetApprovalRequest;
import dev.reeve.v1.SessionServiceGrpc;
import dev.reeve.v1.WhoAmIRequest;
import io.grpc.Channel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/** The key of a {@link FirstOperator}, which answers what a load asks. It is known to everybody: no home outlives its measurement. */
final class OperatorKey {

  /** Raw public key, 64 hexadecimal digits. */
  static final String PUBLIC = "814eb3eeecef099140f57909546190aa03220fd35fc846f16174fcfb5b036488";

  private static final String PRIVATE = "302e020100300506032b657004220420a078d7931152706eb43ba869fd4ff15151f77d76d912f5d91e63f09683b28300";

  private OperatorKey() {}

  /** Says yes once to a question of the operator's own. */
  static void approve(Channel channel, String id) {
    ApprovalServiceGrpc.ApprovalServiceBlockingStub approvals = ApprovalServiceGrpc.newBlockingStub(channel);
    Approval asked = approvals.get(GetApprovalRequest.newBuilder().setApproval(id).build()).getApproval();
    String session = SessionServiceGrpc.newBlockingStub(channel).whoAmI(WhoAmIRequest.getDefaultInstance()).getSessionId();
    Instant expires = Instant.ofEpochSecond(Instant.now().plus(Duration.ofMinutes(10)).getEpochSecond());
    String key = RegisteredKey.idOf(PUBLIC);
    SignedAnswer answer =
        new SignedAnswer(asked.getQuestion().getKernelId(), id, asked.getDigest(), "ONCE", null, "", expires, key, session);
    var unused =
        approvals.decide(
            DecideApprovalRequest.newBuilder()
                .setApproval(id)
                .setDecision(ApprovalDecision.APPROVAL_DECISION_ONCE)
                .setExpiresAt(com.google.protobuf.Timestamp.newBuilder().setSeconds(expires.getEpochSecond()))
                .setKeyId(key)
                .setSignature(sign(answer.text()))
                .build());
  }

  private static String sign(String text) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(HexFormat.of().parseHex(PRIVATE))));
      signer.update(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has Ed25519", e);
    }
  }
}
