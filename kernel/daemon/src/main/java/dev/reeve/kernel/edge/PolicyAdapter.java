package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.AdminOperations;
import dev.reeve.kernel.authority.Decision;
import dev.reeve.v1.CheckRequest;
import dev.reeve.v1.CheckResponse;
import dev.reeve.v1.PolicyServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Maps PolicyService. */
final class PolicyAdapter extends PolicyServiceGrpc.PolicyServiceImplBase {

  private final AdminOperations operations;

  PolicyAdapter(AdminOperations operations) {
    this.operations = operations;
  }

  @Override
  public void check(CheckRequest request, StreamObserver<CheckResponse> observer) {
    Decision decision = operations.check(request.getPrincipal(), request.getCapability(), request.getResource());
    Replies.one(
        observer,
        CheckResponse.newBuilder()
            .setAllowed(decision.allowed())
            .setCode(decision.code().name())
            .setPattern(decision.pattern())
            .setSource(decision.source())
            .build());
  }
}
