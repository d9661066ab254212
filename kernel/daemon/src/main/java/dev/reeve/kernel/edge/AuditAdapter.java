package dev.reeve.kernel.edge;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.Verification;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.TailAuditRequest;
import dev.reeve.v1.TailAuditResponse;
import dev.reeve.v1.VerifyAuditRequest;
import dev.reeve.v1.VerifyAuditResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;

/** Maps AuditService. */
final class AuditAdapter extends AuditServiceGrpc.AuditServiceImplBase {

  private static final int DEFAULT_LAST = 20;
  private static final int MAX_LAST = 10_000;
  private static final int BATCH = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final AuditLog audit;
  private final BoundedStream.Open streams;

  AuditAdapter(AuditLog audit, BoundedStream.Open streams) {
    this.streams = streams;
    this.audit = audit;
  }

  @Override
  public void tail(TailAuditRequest request, StreamObserver<TailAuditResponse> observer) {
    if (request.getLast() < 0 || request.getLast() > MAX_LAST) {
      throw KernelException.invalid("last", "is 0 to " + MAX_LAST);
    }
    int last = request.getLast() == 0 ? DEFAULT_LAST : request.getLast();
    streams.serve(
        observer,
        stream -> {
          long next = Math.max(1, audit.lastSequence() - last + 1);
          while (!stream.cancelled()) {
            List<AuditRecord> records = audit.records(next, BATCH);
            if (!records.isEmpty()) {
              stream.send(message(records));
              next = records.getLast().seq() + 1;
            } else if (!request.getFollow()) {
              return;
            } else {
              audit.awaitBeyond(next - 1, PATIENCE);
            }
          }
        });
  }

  private static TailAuditResponse message(List<AuditRecord> records) {
    TailAuditResponse.Builder message = TailAuditResponse.newBuilder();
    records.forEach(record -> message.addRecords(AuditMessages.record(record)));
    return message.build();
  }

  @Override
  public void verify(VerifyAuditRequest request, StreamObserver<VerifyAuditResponse> observer) {
    Verification verification = audit.verify();
    Replies.one(
        observer,
        VerifyAuditResponse.newBuilder()
            .setIntact(verification.intact())
            .setRecords(verification.records())
            .setHead(verification.head())
            .setProblem(verification.problem() == null ? "" : verification.problem())
            .setAfterCheckpoint(verification.afterCheckpoint())
            .build());
  }
}
