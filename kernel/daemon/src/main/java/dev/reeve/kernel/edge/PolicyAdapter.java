package dev.reeve.kernel.edge;

import dev.reeve.kernel.admin.Changed;
import dev.reeve.kernel.admin.PolicyQuestions;
import dev.reeve.kernel.authority.Decision;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.v1.CatalogEntry;
import dev.reeve.v1.CatalogRequest;
import dev.reeve.v1.CatalogResponse;
import dev.reeve.v1.CheckRequest;
import dev.reeve.v1.CheckResponse;
import dev.reeve.v1.DiffRequest;
import dev.reeve.v1.DiffResponse;
import dev.reeve.v1.ExplainRequest;
import dev.reeve.v1.ExplainResponse;
import dev.reeve.v1.Holder;
import dev.reeve.v1.PolicyServiceGrpc;
import dev.reeve.v1.WhoCanRequest;
import dev.reeve.v1.WhoCanResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** Maps PolicyService. */
final class PolicyAdapter extends PolicyServiceGrpc.PolicyServiceImplBase {

  private final PolicyQuestions questions;
  private final AdminCommands commands;
  private final List<CatalogEntry> catalog;

  PolicyAdapter(PolicyQuestions questions, AdminCommands commands, List<CatalogEntry> catalog) {
    this.questions = questions;
    this.commands = commands;
    this.catalog = catalog;
  }

  @Override
  public void check(CheckRequest request, StreamObserver<CheckResponse> observer) {
    Policy policy = questions.policy();
    Decision decision = questions.check(policy, request.getPrincipal(), request.getCapability(), request.getResource());
    Replies.one(
        observer,
        CheckResponse.newBuilder()
            .setAllowed(decision.allowed())
            .setCode(decision.code().name())
            .setPattern(decision.pattern())
            .setSource(decision.source())
            .setGeneration(policy.generation())
            .build());
  }

  @Override
  public void explain(ExplainRequest request, StreamObserver<ExplainResponse> observer) {
    Policy policy = questions.policy();
    Decision decision = questions.check(policy, request.getPrincipal(), request.getCapability(), request.getResource());
    Replies.one(
        observer,
        ExplainResponse.newBuilder()
            .setAllowed(decision.allowed())
            .setCode(decision.code().name())
            .setPattern(decision.pattern())
            .setSource(decision.source())
            .addAllSteps(decision.steps())
            .setGeneration(policy.generation())
            .build());
  }

  @Override
  public void whoCan(WhoCanRequest request, StreamObserver<WhoCanResponse> observer) {
    Policy policy = questions.policy();
    int size = Replies.size(request.getPage());
    String after = Replies.after(request.getPage());
    List<PolicyQuestions.Holder> page =
        questions.whoCan(policy, request.getCapability(), request.getResource()).stream()
            .filter(holder -> holder.principal().compareToIgnoreCase(after) > 0)
            .limit(size)
            .toList();
    WhoCanResponse.Builder answer =
        WhoCanResponse.newBuilder().setPage(Replies.next(page, size, PolicyQuestions.Holder::principal)).setGeneration(policy.generation());
    for (PolicyQuestions.Holder one : page) {
      Holder.Builder holder = Holder.newBuilder().setPrincipal(one.principal()).setPattern(one.pattern()).setSource(one.source());
      if (one.until() != null) {
        holder.setUntil(Replies.time(one.until()));
      }
      answer.addHolders(holder);
    }
    Replies.one(observer, answer.build());
  }

  @Override
  public void catalog(CatalogRequest request, StreamObserver<CatalogResponse> observer) {
    Replies.one(observer, CatalogResponse.newBuilder().addAllEntries(catalog).build());
  }

  @Override
  public void diff(DiffRequest request, StreamObserver<DiffResponse> observer) {
    Changed changed = commands.preview(Admission.CURRENT.get().caller(), request.getChange());
    Replies.one(
        observer,
        DiffResponse.newBuilder()
            .setChanged(changed.changed())
            .addAllDelta(PolicyMessages.delta(changed))
            .addAllRefusals(changed.refusals())
            .setGeneration(questions.policy().generation())
            .build());
  }
}
