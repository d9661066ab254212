package dev.reeve.cli.testkernel;

import dev.reeve.v1.CheckRequest;
import dev.reeve.v1.CheckResponse;
import dev.reeve.v1.PolicyServiceGrpc;
import io.grpc.stub.StreamObserver;

/** {@code default} may do everything, everybody else nothing. */
final class TestPolicy extends PolicyServiceGrpc.PolicyServiceImplBase {

  @Override
  public void check(CheckRequest request, StreamObserver<CheckResponse> answers) {
    boolean allowed = request.getPrincipal().equals("default");
    answers.onNext(
        CheckResponse.newBuilder()
            .setAllowed(allowed)
            .setCode(allowed ? "ALLOWED" : "MISSING")
            .setPattern(allowed ? "*" : "")
            .setSource(allowed ? "group admin" : "")
            .addSteps("no revoke matches")
            .addSteps(allowed ? "group admin grants *" : "no grant matches")
            .build());
    answers.onCompleted();
  }
}
