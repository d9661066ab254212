package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.capsule.SignedGuest;
import dev.reeve.kernel.disk.Calls;
import dev.reeve.seal.SigningKey;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.ListRunFilesRequest;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.ReadRunFileRequest;
import dev.reeve.v1.RemoveRunRequest;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunLogsRequest;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.RunState;
import dev.reeve.v1.StartRunRequest;
import dev.reeve.v1.WatchAgentRequest;
import dev.reeve.v1.WatchAgentResponse;
import dev.reeve.v1.WatchRunRequest;
import dev.reeve.v1.WatchRunResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs as a client sees them: their streams, lists and files. */
@Timeout(120)
class RunStreamsTest {

  @TempDir static Path folder;

  private static LiveKernel live;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    SigningKey author = SigningKey.generate("author");
    Path trust = Files.createDirectories(folder.resolve("etc/trust"));
    Files.writeString(trust.resolve("publishers.toml"), SignedGuest.publishers(author));
    live = LiveKernel.start(folder);
    client = new Client(live.socket());
    Calls.install(client.as("root"), SignedGuest.by(author, "quick"));
    AdminServiceGrpc.newBlockingStub(client.as("root")).agentCreate(AgentCreateRequest.newBuilder().setName("two-lines").build());
    String manifest = "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: { name: two-lines, version: 1.0.0 }\nspec:\n  runtime: { name: quick }\n";
    AgentServiceGrpc.newBlockingStub(client.as("root")).deploy(DeployRequest.newBuilder().setManifest(manifest).build());
  }

  @AfterAll
  static void stop() {
    client.close();
    live.close();
  }

  private static RunServiceGrpc.RunServiceBlockingStub runs() {
    return RunServiceGrpc.newBlockingStub(client.as("root"));
  }

  private static String begun() {
    return runs().start(StartRunRequest.newBuilder().setAgent("two-lines").setInput("1").setIntent("to see").build()).getRun().getId();
  }

  private static Run ended() throws Exception {
    String id = begun();
    Eventually.isTrue("it ended", () -> run(id).getState() == RunState.RUN_STATE_SUCCEEDED);
    return run(id);
  }

  private static Run run(String id) {
    return runs().get(GetRunRequest.newBuilder().setRun(id).build()).getRun();
  }

  private static List<RunEvent> watched(WatchRunRequest.Builder request) {
    List<RunEvent> events = new ArrayList<>();
    Iterator<WatchRunResponse> answers = runs().watch(request.build());
    while (answers.hasNext()) {
      events.addAll(answers.next().getEventsList());
    }
    return events;
  }

  @Test
  void aWatchBegunAtOnceSeesEveryEventOnceAndEndsWithTheRun() {
    for (int i = 0; i < 20; i++) {
      List<RunEvent> events = watched(WatchRunRequest.newBuilder().setRun(begun()).setVerbose(true));
      assertThat(events.stream().map(RunEvent::getSequence)).containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
      assertThat(events.getLast().getData()).isEqualTo("SUCCEEDED");
    }
  }

  @Test
  void whatTheRuntimeDoesIsSentToThoseWhoAskForIt() throws Exception {
    Run run = ended();
    List<RunEvent> plain = watched(WatchRunRequest.newBuilder().setRun(run.getId()));
    assertThat(plain).extracting(RunEvent::getKind).doesNotContain(RunEventKind.RUN_EVENT_KIND_RUNTIME);
    List<RunEvent> verbose = watched(WatchRunRequest.newBuilder().setRun(run.getId()).setVerbose(true));
    assertThat(verbose).hasSize((int) run.getLastSequence());
    assertThat(verbose).filteredOn(event -> event.getKind() == RunEventKind.RUN_EVENT_KIND_RUNTIME).extracting(RunEvent::getData)
        .satisfiesExactly(
            started -> assertThat(started).contains("\"event\":\"started\"", "\"runtime\":\"quick\""),
            ended -> assertThat(ended).contains("\"event\":\"ended\"", "\"exit_code\":0"));
  }

  @Test
  void aWatchIsResumedFromASequenceAndFilteredByKind() throws Exception {
    Run run = ended();
    List<RunEvent> all = watched(WatchRunRequest.newBuilder().setRun(run.getId()).setVerbose(true));
    for (RunEvent event : all) {
      List<RunEvent> rest = watched(WatchRunRequest.newBuilder().setRun(run.getId()).setVerbose(true).setSinceSequence(event.getSequence()));
      assertThat(rest).isEqualTo(all.subList((int) event.getSequence(), all.size()));
    }
    List<RunEvent> states =
        watched(WatchRunRequest.newBuilder().setRun(run.getId()).addKinds(RunEventKind.RUN_EVENT_KIND_STDERR));
    assertThat(states).extracting(RunEvent::getData).containsExactly("QUEUED", "STARTING", "RUNNING", "SUCCEEDED");
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> watched(WatchRunRequest.newBuilder().setRun(run.getId()).addKinds(RunEventKind.RUN_EVENT_KIND_UNSPECIFIED)));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void logsAreWhatWasPrinted() throws Exception {
    Run run = ended();
    List<String> lines = new ArrayList<>();
    runs().logs(RunLogsRequest.newBuilder().setRun(run.getId()).setFollow(true).build())
        .forEachRemaining(answer -> answer.getLinesList().forEach(line -> lines.add(line.getData())));
    assertThat(lines).containsExactly("one", "two");
  }

  @Test
  void anAgentsStreamHasItsNewestRunsAndThenEveryLaterOne() throws Exception {
    String before = ended().getId();
    List<String> ends = new ArrayList<>();
    try (Context.CancellableContext context = Context.current().withCancellation()) {
      Context former = context.attach();
      try {
        Iterator<WatchAgentResponse> answers =
            AgentServiceGrpc.newBlockingStub(client.as("root"))
                .watch(WatchAgentRequest.newBuilder().setAgent("two-lines").setFollow(true).setRuns(1).build());
        boolean synced = false;
        String later = "";
        while (ends.size() < 2) {
          WatchAgentResponse answer = answers.next();
          if (answer.getSync()) {
            synced = true;
            assertThat(ends).containsExactly(before);
            later = begun();
          }
          assertThat(answer.getEventsList()).extracting(RunEvent::getKind).doesNotContain(RunEventKind.RUN_EVENT_KIND_RUNTIME);
          if (answer.getEventsList().stream().anyMatch(event -> event.getData().equals("SUCCEEDED"))) {
            ends.add(answer.getRun());
          }
        }
        assertThat(synced).isTrue();
        assertThat(ends).containsExactly(before, later);
      } finally {
        context.detach(former);
      }
    }
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                AgentServiceGrpc.newBlockingStub(client.as("root"))
                    .watch(WatchAgentRequest.newBuilder().setAgent("two-lines").setRuns(51).build())
                    .next());
    assertThat(refused.getStatus().getDescription()).isEqualTo("runs: is 0 to 50");
  }

  @Test
  void runsAreListedByStateAndShownWithWhatTheyWereAsked() throws Exception {
    Run run = ended();
    assertThat(run.getInput()).isEqualTo("1");
    assertThat(run.getIntent()).isEqualTo("to see");
    assertThat(run.getAttemptReason()).isEqualTo("start");
    List<Run> succeeded = runs().list(ListRunsRequest.newBuilder().addStates(RunState.RUN_STATE_SUCCEEDED).build()).getRunsList();
    assertThat(succeeded).extracting(Run::getId).contains(run.getId());
    assertThat(succeeded).allMatch(listed -> listed.getInput().isEmpty(), "a list holds no inputs");
    assertThat(runs().list(ListRunsRequest.newBuilder().addStates(RunState.RUN_STATE_TIMED_OUT).build()).getRunsList()).isEmpty();
    assertThat(runs().list(ListRunsRequest.newBuilder().setParent(run.getId()).build()).getRunsList()).isEmpty();
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> runs().list(ListRunsRequest.newBuilder().addStates(RunState.RUN_STATE_UNSPECIFIED).build()));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void aRunThatLeftNoFilesHasNoneAndAPathOutOfItsFolderIsRefused() throws Exception {
    Run run = ended();
    assertThat(runs().listFiles(ListRunFilesRequest.newBuilder().setRun(run.getId()).build()).getFilesList()).isEmpty();
    for (String path : List.of("../x", "/etc/passwd", "a/../../b", "", ".")) {
      StatusRuntimeException refused =
          catchThrowableOfType(
              StatusRuntimeException.class, () -> runs().readFile(ReadRunFileRequest.newBuilder().setRun(run.getId()).setPath(path).build()).next());
      assertThat(refused.getStatus().getCode()).as("'%s'", path).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
    StatusRuntimeException none =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> runs().readFile(ReadRunFileRequest.newBuilder().setRun(run.getId()).setPath("none").build()).next());
    assertThat(none.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void aRemovedRunIsGoneForEveryCall() throws Exception {
    Run run = ended();
    assertThat(runs().remove(RemoveRunRequest.newBuilder().setRun(run.getId()).setDryRun(true).build()).getChanged()).isFalse();
    assertThat(runs().remove(RemoveRunRequest.newBuilder().setRun(run.getId()).build()).getChanged()).isTrue();
    StatusRuntimeException gone = catchThrowableOfType(StatusRuntimeException.class, () -> run(run.getId()));
    assertThat(gone.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
  }
}
