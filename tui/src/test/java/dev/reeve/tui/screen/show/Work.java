package dev.reeve.tui.screen.show;

import static dev.reeve.tui.screen.show.Policies.answer;
import static dev.reeve.tui.screen.show.ScreenKernel.ago;

import dev.reeve.evidence.approval.FrozenQuestion;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalServiceGrpc;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.AuditRecord;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.CancelRunResponse;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.Contribution;
import dev.reeve.v1.Danger;
import dev.reeve.v1.GetApprovalRequest;
import dev.reeve.v1.GetApprovalResponse;
import dev.reeve.v1.GetCapsuleMetadataRequest;
import dev.reeve.v1.GetCapsuleMetadataResponse;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.GetRunResponse;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.ListApprovalsRequest;
import dev.reeve.v1.ListApprovalsResponse;
import dev.reeve.v1.ListAuditRequest;
import dev.reeve.v1.ListAuditResponse;
import dev.reeve.v1.ListCapsulesRequest;
import dev.reeve.v1.ListCapsulesResponse;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.ListRunsResponse;
import dev.reeve.v1.Question;
import dev.reeve.v1.QuestionKind;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunLogsRequest;
import dev.reeve.v1.RunLogsResponse;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.RunState;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Runs, questions, capsules and records, some of which try to drive the terminal. */
final class Work {

  private final ScreenKernel kernel;
  private final List<String> cancelled = new CopyOnWriteArrayList<>();
  private final List<String> printed = new CopyOnWriteArrayList<>(List.of("reading build.log", "\u001b]0;owned\u0007日本語 ok"));

  Work(ScreenKernel kernel) {
    this.kernel = kernel;
  }

  List<BindableService> services() {
    return List.of(new Kernel(), new Runs(), new Approvals(), new Audit());
  }

  /** Ids of the runs that were asked to be cancelled. */
  List<String> cancelled() {
    return cancelled;
  }

  /** What each run has printed. */
  List<String> printed() {
    return printed;
  }

  static String id(int n) {
    return String.format("0199bbbb-0000-7000-8000-%012d", n);
  }

  private static Run run(int n, RunState state, String reason) {
    return Run.newBuilder()
        .setId(id(n))
        .setAgent(n == 3 ? "echo" : "log-triage")
        .setAgentVersion("1.2.0")
        .setState(state)
        .setReason(reason)
        .setCreatedAt(ago(n * 700L))
        .setEndedAt(state == RunState.RUN_STATE_FAILED ? ago(60) : ago(ScreenKernel.NOW.getEpochSecond()))
        .setInput("{\"mode\": \"triage\"}")
        .build();
  }

  private static Approval approval() {
    Question question =
        Question.newBuilder()
            .setKernelId("0199aaaa-0000-7000-8000-00000000000a")
            .setKind(QuestionKind.QUESTION_KIND_TOOL)
            .setAsker("log-triage")
            .setAskerId("0199aaaa-0000-7000-8000-0000000000b0")
            .setRun(id(1))
            .addCapabilities("tool:invoke@files/write")
            .setDescription("write a report\u001b[2J into the folder of reports")
            .setArguments("{\"path\": \"/srv/reports/a.md\", \"text\": \"all is well\"}")
            .setDanger(Danger.DANGER_ELEVATED)
            .setNeeds(1)
            .build();
    String digest =
        new FrozenQuestion(
                question.getKernelId(), "TOOL", question.getAsker(), question.getAskerId(), question.getRun(), question.getCapabilitiesList(),
                "ELEVATED", question.getNeeds(), question.getDescription(), question.getArguments(), question.getDetailsList())
            .digest();
    return Approval.newBuilder()
        .setId(id(9))
        .setQuestion(question)
        .setDigest(digest)
        .setWhy("the tool changes something")
        .setState(ApprovalState.APPROVAL_STATE_PENDING)
        .setExpiresAt(ago(-290))
        .build();
  }

  private static Capsule capsule(String name, CapsuleState state, String reason) {
    return Capsule.newBuilder()
        .setName(name)
        .setVersion("0.1.0")
        .setPublisher("reeve development build")
        .setState(state)
        .setReason(reason)
        .setSince(ago(86_400 * 3))
        .addContributions(Contribution.newBuilder().setKind("tool").setName(name + "/read"))
        .build();
  }

  private final class Kernel extends KernelServiceGrpc.KernelServiceImplBase {
    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> answers) {
      answer(answers, GetStatusResponse.newBuilder().setPrincipal("ops").setState("READY").build());
    }

    @Override
    public void listCapsules(ListCapsulesRequest request, StreamObserver<ListCapsulesResponse> answers) {
      ListCapsulesResponse.Builder answer = ListCapsulesResponse.newBuilder();
      if (kernel.full()) {
        answer
            .addCapsules(capsule("tools-files", CapsuleState.CAPSULE_STATE_READY, ""))
            .addCapsules(capsule("tools-http", CapsuleState.CAPSULE_STATE_QUARANTINED, "failed 5 times in a row"));
      }
      answer(answers, answer.build());
    }

    @Override
    public void getCapsuleMetadata(GetCapsuleMetadataRequest request, StreamObserver<GetCapsuleMetadataResponse> answers) {
      answer(answers, GetCapsuleMetadataResponse.newBuilder().setCapsule(capsule(request.getName(), CapsuleState.CAPSULE_STATE_READY, "")).build());
    }
  }

  private final class Runs extends RunServiceGrpc.RunServiceImplBase {
    @Override
    public void list(ListRunsRequest request, StreamObserver<ListRunsResponse> answers) {
      ListRunsResponse.Builder answer = ListRunsResponse.newBuilder();
      if (kernel.full()) {
        List.of(
                run(1, RunState.RUN_STATE_RUNNING, ""),
                run(2, RunState.RUN_STATE_WAITING_FOR_APPROVAL, "approval " + id(9)),
                run(3, RunState.RUN_STATE_FAILED, "報告がありません: exit code 3\u202egnp.exe"))
            .stream()
            .filter(run -> request.getAgent().isEmpty() || request.getAgent().equals(run.getAgent()))
            .forEach(answer::addRuns);
      }
      answer(answers, answer.build());
    }

    @Override
    public void get(GetRunRequest request, StreamObserver<GetRunResponse> answers) {
      int number = Integer.parseInt(request.getRun().substring(24));
      answer(answers, GetRunResponse.newBuilder().setRun(run(number, RunState.RUN_STATE_RUNNING, "")).build());
    }

    @Override
    public void logs(RunLogsRequest request, StreamObserver<RunLogsResponse> answers) {
      List<String> lines = List.copyOf(printed);
      for (int at = (int) request.getSinceSequence(); at < lines.size(); at++) {
        RunEvent event = RunEvent.newBuilder().setSequence(at + 1L).setKind(RunEventKind.RUN_EVENT_KIND_STDOUT).setData(lines.get(at)).build();
        answers.onNext(RunLogsResponse.newBuilder().addLines(event).build());
      }
      answers.onCompleted();
    }

    @Override
    public void cancel(CancelRunRequest request, StreamObserver<CancelRunResponse> answers) {
      cancelled.add(request.getRun());
      answer(answers, CancelRunResponse.newBuilder().setChanged(true).setChildrenCancelled(1).build());
    }
  }

  private final class Approvals extends ApprovalServiceGrpc.ApprovalServiceImplBase {
    @Override
    public void list(ListApprovalsRequest request, StreamObserver<ListApprovalsResponse> answers) {
      answer(answers, kernel.full() ? ListApprovalsResponse.newBuilder().addApprovals(approval()).build() : ListApprovalsResponse.getDefaultInstance());
    }

    @Override
    public void get(GetApprovalRequest request, StreamObserver<GetApprovalResponse> answers) {
      answer(answers, GetApprovalResponse.newBuilder().setApproval(approval()).build());
    }
  }

  private final class Audit extends AuditServiceGrpc.AuditServiceImplBase {
    @Override
    public void list(ListAuditRequest request, StreamObserver<ListAuditResponse> answers) {
      ListAuditResponse.Builder answer = ListAuditResponse.newBuilder();
      if (kernel.full()) {
        List.of(
                record(44, "event", "system", "reeve.run/FAILED", "FAILED").setSummary("exit code 3").build(),
                record(43, "outcome", "bot", "reeve.v1.RunService/Start", "PERMISSION_DENIED").setAllowed(false).setTarget("log-triage").build(),
                record(42, "intent", "ops", "reeve.v1.RunService/Start", "").setAllowed(true).setTarget("log-triage").build())
            .stream()
            .filter(record -> request.getFilter().getKind().isEmpty() || request.getFilter().getKind().equals(record.getKind()))
            .forEach(answer::addRecords);
      }
      answer(answers, answer.build());
    }

    private static AuditRecord.Builder record(long sequence, String kind, String principal, String method, String code) {
      return AuditRecord.newBuilder()
          .setSequence(sequence)
          .setTime(ago((50 - sequence) * 90))
          .setKind(kind)
          .setPrincipal(principal)
          .setMethod(method)
          .setCode(code)
          .setJson("{\"seq\":" + sequence + ",\"kind\":\"" + kind + "\"}");
    }
  }
}
