package dev.reeve.cli.testkernel;

import dev.reeve.v1.AdminRequest;
import dev.reeve.v1.CatalogEntry;
import dev.reeve.v1.CatalogRequest;
import dev.reeve.v1.CatalogResponse;
import dev.reeve.v1.CheckRequest;
import dev.reeve.v1.CheckResponse;
import dev.reeve.v1.Danger;
import dev.reeve.v1.DeltaEntry;
import dev.reeve.v1.DiffRequest;
import dev.reeve.v1.DiffResponse;
import dev.reeve.v1.ExplainRequest;
import dev.reeve.v1.ExplainResponse;
import dev.reeve.v1.Holder;
import dev.reeve.v1.PolicyServiceGrpc;
import dev.reeve.v1.WhoCanRequest;
import dev.reeve.v1.WhoCanResponse;
import io.grpc.stub.StreamObserver;

/** {@code default} may do everything, everybody else nothing; who changes {@code default} is refused. */
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
            .build());
    answers.onCompleted();
  }

  @Override
  public void explain(ExplainRequest request, StreamObserver<ExplainResponse> answers) {
    boolean allowed = request.getPrincipal().equals("default");
    answers.onNext(
        ExplainResponse.newBuilder()
            .setAllowed(allowed)
            .setCode(allowed ? "ALLOWED" : "MISSING")
            .addSteps("no revoke matches " + request.getCapability() + "@" + request.getResource())
            .addSteps(allowed ? "group admin grants *" : "no grant matches")
            .build());
    answers.onCompleted();
  }

  @Override
  public void whoCan(WhoCanRequest request, StreamObserver<WhoCanResponse> answers) {
    answers.onNext(
        WhoCanResponse.newBuilder().addHolders(Holder.newBuilder().setPrincipal("default").setPattern("*").setSource("group admin"))
            .build());
    answers.onCompleted();
  }

  @Override
  public void catalog(CatalogRequest request, StreamObserver<CatalogResponse> answers) {
    answers.onNext(
        CatalogResponse.newBuilder()
            .addEntries(CatalogEntry.newBuilder().setCapability("caps:grant").setDanger(Danger.DANGER_EXTREME)
                .addMethods("AdminService/CapsGrant"))
            .addEntries(CatalogEntry.newBuilder().setCapability("fs:read").setDanger(Danger.DANGER_NORMAL).setDescription("read files"))
            .build());
    answers.onCompleted();
  }

  @Override
  public void diff(DiffRequest request, StreamObserver<DiffResponse> answers) {
    AdminRequest change = request.getChange();
    DiffResponse.Builder answer = DiffResponse.newBuilder().setChanged(true).setGeneration(7);
    change
        .getCapsGrant()
        .getCapabilitiesList()
        .forEach(
            capability ->
                answer.addDelta(
                    DeltaEntry.newBuilder().setPrincipal(change.getCapsGrant().getPrincipal()).setCapability(capability).setGained(true)));
    if (change.getCapsGrant().getPrincipal().equals("default")) {
      answer.addRefusals("you do not hold it");
    }
    answers.onNext(answer.build());
    answers.onCompleted();
  }
}
