package dev.reeve.tui;

import com.google.protobuf.Timestamp;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalServiceGrpc;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.Danger;
import dev.reeve.v1.Question;
import dev.reeve.v1.WatchApprovalsRequest;
import dev.reeve.v1.WatchApprovalsResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Questions that somebody else asks and answers. */
final class SmallApprovals extends ApprovalServiceGrpc.ApprovalServiceImplBase {

  private final Map<String, Approval> approvals = new LinkedHashMap<>();
  private final List<StreamObserver<WatchApprovalsResponse>> watchers = new ArrayList<>();
  private final AtomicInteger watches = new AtomicInteger();
  private volatile boolean closed;

  /** Id of the n-th question. */
  static String id(int n) {
    return String.format("0199cccc-0000-7000-8000-%012d", n);
  }

  /** Lets nobody watch from now on. */
  void refuse() {
    closed = true;
  }

  /** How often somebody began to watch. */
  int watches() {
    return watches.get();
  }

  /** How many watch. */
  synchronized int watchers() {
    return watchers.size();
  }

  /** Asks the n-th question. */
  synchronized void ask(int n, String description) {
    Question question =
        Question.newBuilder()
            .setAsker("bot")
            .setDescription(description)
            .setArguments("{\"path\": \"/srv/a\"}")
            .setDanger(Danger.DANGER_ELEVATED)
            .build();
    publish(
        Approval.newBuilder()
            .setId(id(n))
            .setQuestion(question)
            .setState(ApprovalState.APPROVAL_STATE_PENDING)
            .setExpiresAt(Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond() + 290))
            .build());
  }

  synchronized void change(int n, UnaryOperator<Approval.Builder> change) {
    publish(change.apply(approvals.getOrDefault(id(n), Approval.getDefaultInstance()).toBuilder()).build());
  }

  private void publish(Approval approval) {
    approvals.put(approval.getId(), approval);
    watchers.forEach(each -> each.onNext(WatchApprovalsResponse.newBuilder().setApproval(approval).build()));
  }

  @Override
  public synchronized void watch(WatchApprovalsRequest request, StreamObserver<WatchApprovalsResponse> answers) {
    watches.incrementAndGet();
    if (closed) {
      answers.onError(Status.PERMISSION_DENIED.asRuntimeException());
      return;
    }
    ((ServerCallStreamObserver<WatchApprovalsResponse>) answers).setOnCancelHandler(() -> left(answers));
    approvals.values().stream()
        .filter(each -> each.getState() == ApprovalState.APPROVAL_STATE_PENDING)
        .forEach(each -> answers.onNext(WatchApprovalsResponse.newBuilder().setApproval(each).build()));
    answers.onNext(WatchApprovalsResponse.newBuilder().setSynced(WatchApprovalsResponse.Synced.getDefaultInstance()).build());
    watchers.add(answers);
  }

  private synchronized void left(StreamObserver<WatchApprovalsResponse> watcher) {
    watchers.remove(watcher);
  }

  /** Breaks every watching off. */
  synchronized void breakOff() {
    watchers.forEach(each -> each.onError(Status.UNAVAILABLE.asRuntimeException()));
    watchers.clear();
  }
}
