package dev.reeve.cli.testkernel;

import dev.reeve.v1.AuditRecord;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.TailAuditRequest;
import dev.reeve.v1.TailAuditResponse;
import dev.reeve.v1.VerifyAuditRequest;
import dev.reeve.v1.VerifyAuditResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Thirty records; a tail that follows never ends by itself. */
final class TestAudit extends AuditServiceGrpc.AuditServiceImplBase {

  private static final int RECORDS = 30;

  @Override
  public void tail(TailAuditRequest request, StreamObserver<TailAuditResponse> answers) {
    TailAuditResponse.Builder answer = TailAuditResponse.newBuilder();
    for (int at = Math.max(1, RECORDS - request.getLast() + 1); at <= RECORDS; at++) {
      answer.addRecords(AuditRecord.newBuilder().setSequence(at).setPrincipal("default").setMethod("m" + at).setAllowed(true));
    }
    answers.onNext(answer.build());
    if (request.getFollow()) {
      ((ServerCallStreamObserver<TailAuditResponse>) answers).setOnCancelHandler(() -> {});
    } else {
      answers.onCompleted();
    }
  }

  @Override
  public void verify(VerifyAuditRequest request, StreamObserver<VerifyAuditResponse> answers) {
    answers.onNext(VerifyAuditResponse.newBuilder().setIntact(true).setRecords(RECORDS).setHead("ab".repeat(32)).build());
    answers.onCompleted();
  }
}
