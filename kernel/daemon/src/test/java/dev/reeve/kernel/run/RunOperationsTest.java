package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.run.RunEvent.Kind;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RunOperationsTest {

  @TempDir static Path folders;

  private Path folder = Path.of("");
  private Workbench bench;

  @BeforeEach
  void open() throws Exception {
    folder = java.nio.file.Files.createTempDirectory(folders, "home");
    bench = Workbench.open(folder);
  }

  @AfterEach
  void close() {
    bench.close();
    assertThat(bench.runtime.processes()).as("processes left behind").isZero();
  }

  private KernelException refused(StartRequest request) {
    return catchThrowableOfType(KernelException.class, () -> bench.runs.start(bench.alice, request));
  }

  /** The recorded run a refusal names. */
  private Run refusedRun(KernelException error) {
    Run run = bench.runs.find(Objects.requireNonNull(error.details().get("run")));
    assertThat(run.state()).isEqualTo(RunState.REFUSED);
    assertThat(run.endedAt()).isNotNull();
    assertThat(bench.events(run.id(), 0)).singleElement().satisfies(event -> assertThat(event.data()).isEqualTo("REFUSED"));
    return run;
  }

  private static List<String> data(List<RunEvent> events, Kind... kinds) {
    return events.stream().filter(event -> List.of(kinds).contains(event.kind())).map(RunEvent::data).toList();
  }

  @Test
  void theLastOutputIsTheResult() throws Exception {
    bench.deploy("echo text\necho '{\"type\":\"output\",\"value\":1}'\necho '{\"type\":\"output\",\"value\":{\"n\":2}}'");
    Run run = bench.run();
    assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(run.result()).isEqualTo("{\"n\":2}");
    assertThat(run.exitCode()).isZero();
    assertThat(run.startedAt()).isNotNull();
    assertThat(run.endedAt()).isNotNull();
  }

  @Test
  void withoutOutputTheWholeConsoleTextIsTheResult() throws Exception {
    bench.deploy("echo one; echo err >&2; printf two");
    Run run = bench.run();
    assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(run.result()).isEqualTo("\"one\\ntwo\\n\"");
    assertThat(data(bench.events(run.id(), 0), Kind.STDERR)).containsExactly("err");
  }

  @Test
  void anotherExitCodeIsAFailureAndNoResult() throws Exception {
    bench.deploy("echo '{\"type\":\"output\",\"value\":1}'; exit 3");
    Run run = bench.run();
    assertThat(run.state()).isEqualTo(RunState.FAILED);
    assertThat(run.reason()).isEqualTo("exit code 3");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.result()).isNull();
  }

  @Test
  void whatTheRuntimeRefusesIsAFailureWithItsWords() throws Exception {
    bench.deploy("refuse");
    Run run = bench.run();
    assertThat(run.state()).isEqualTo(RunState.FAILED);
    assertThat(run.reason()).isEqualTo("this host cannot");
  }

  @Test
  void theProgramGetsItsInputAsFirstLineAndItsNamesInTheEnvironment() throws Exception {
    bench.deploy("read line; echo \"$line\" | cut -c1-16; echo \"$REEVE_RUN_ID $REEVE_AGENT $HOME\"");
    Run run = bench.ended(bench.runs.start(bench.alice, Workbench.request("{\"a\": [1]}", "")));
    assertThat(run.input()).isEqualTo("{\"a\":[1]}");
    assertThat(data(bench.events(run.id(), 0), Kind.STDOUT)).containsExactly("{\"type\":\"input\",", run.id() + " bot ");
  }

  @Test
  void inputAndPromptAreNamedInTheWorkFolderOfTheRun() throws Exception {
    bench.deploy("echo \"$REEVE_INPUT\"; echo \"$REEVE_PROMPT\"");
    Run run = bench.run();
    Path work = folder.resolve("work").resolve(run.id());
    assertThat(data(bench.events(run.id(), 0), Kind.STDOUT))
        .containsExactly(work.resolve("input.json").toString(), work.resolve("prompt.txt").toString());
  }

  @Test
  void textThatIsNoJsonIsAJsonStringAndNothingIsNull() throws Exception {
    bench.deploy("true");
    assertThat(bench.ended(bench.runs.start(bench.alice, Workbench.request("say \"hi\"", ""))).input()).isEqualTo("\"say \\\"hi\\\"\"");
    assertThat(bench.run().input()).isEqualTo("null");
  }

  @Test
  void eventsAreNumberedWithoutGapsFromHistoryIntoLive() throws Exception {
    bench.deploy("for i in 1 2 3; do echo $i; done; read input; read go; for i in 4 5 6; do echo $i; done");
    Run run = bench.start();
    List<RunEvent> history = bench.watch(run.id(), event -> event.data().equals("3"));
    CompletableFuture<List<RunEvent>> live = new CompletableFuture<>();
    Thread watcher =
        Thread.startVirtualThread(
            () -> {
              try {
                List<RunEvent> rest = new ArrayList<>();
                long since = history.getLast().sequence();
                while (rest.isEmpty() || !rest.getLast().terminal()) {
                  rest.addAll(bench.nextEvents(run.id(), since, Duration.ofSeconds(60)));
                  since = rest.isEmpty() ? since : rest.getLast().sequence();
                }
                live.complete(rest);
              } catch (InterruptedException | RuntimeException e) {
                live.completeExceptionally(e);
              }
            });
    Eventually.isTrue("the watcher waits", () -> watcher.getState() == Thread.State.TIMED_WAITING);
    bench.runtime.send(run.id(), "go");
    List<RunEvent> all = Stream.concat(history.stream(), live.get().stream()).toList();
    assertThat(all.stream().map(RunEvent::sequence)).containsExactlyElementsOf(LongStream.rangeClosed(1, all.size()).boxed().toList());
    assertThat(data(all, Kind.STATE)).containsExactly("QUEUED", "STARTING", "RUNNING", "SUCCEEDED");
    assertThat(data(all, Kind.STDOUT)).containsExactly("1", "2", "3", "4", "5", "6");
    assertThat(bench.runs.find(run.id()).lastSequence()).isEqualTo(all.size());
    assertThat(bench.events(run.id(), 0)).isEqualTo(all);
  }

  @Test
  void aCancelEndsTheWholeTreeAndWinsOverACompletionThatComesLater() throws Exception {
    bench.deploy("trap '' TERM; sleep 600 & echo $!; wait");
    Run run = bench.start();
    String child = bench.watch(run.id(), event -> event.kind() == Kind.STDOUT).getLast().data();
    RunOperations.Cancellation done = bench.runs.cancel(bench.alice, run.id(), "enough", 0);
    assertThat(done.changed()).isTrue();
    assertThat(done.run().state()).isEqualTo(RunState.CANCELLED);
    assertThat(done.run().reason()).isEqualTo("cancelled by alice: enough");
    Eventually.isTrue("the child is gone", () -> ProcessHandle.of(Long.parseLong(child)).filter(ProcessHandle::isAlive).isEmpty());
    RunOperations.Cancellation again = bench.runs.cancel(bench.alice, run.id(), "again", 0);
    assertThat(again.changed()).isFalse();
    assertThat(again.run()).isEqualTo(done.run());
  }

  @Test
  void cancellingAtAnyMomentEndsInExactlyOneFinalState() throws Exception {
    bench.deploy("echo on");
    for (int i = 0; i < 20; i++) {
      Run run = bench.start();
      RunOperations.Cancellation done = bench.runs.cancel(bench.alice, run.id(), "", 0);
      Run last = bench.ended(run);
      assertThat(last.state()).isIn(RunState.CANCELLED, RunState.SUCCEEDED);
      assertThat(done.changed()).isEqualTo(last.state() == RunState.CANCELLED);
      assertThat(bench.events(run.id(), 0).stream().filter(RunEvent::terminal)).hasSize(1);
    }
  }

  @Test
  void aRunThatTakesTooLongIsTimedOut() throws Exception {
    bench.deploy("sleep 600");
    Run run = bench.ended(bench.runs.start(bench.alice, Workbench.within(Duration.ofSeconds(1))));
    assertThat(run.state()).isEqualTo(RunState.TIMED_OUT);
    assertThat(run.reason()).isEqualTo("it took longer than 1 s");
    assertThat(run.timeoutSource()).isEqualTo("request");
  }

  @Test
  void requestsOutOfBoundsAreRefusedWithoutARecord() {
    bench.deploy("true");
    KernelException shortest = refused(Workbench.within(Duration.ofMillis(999)));
    assertThat(shortest).hasMessage("timeout: is at least one second");
    assertThat(refused(Workbench.within(Duration.ofSeconds(-1)))).hasMessage("timeout: is at least one second");
    assertThat(refused(Workbench.request("x".repeat(1024 * 1024 + 1), ""))).hasMessage("input: has at most 1048576 characters");
    assertThat(refused(Workbench.request("", "k".repeat(129)))).hasMessage("idempotency_key: has at most 128 characters");
    assertThat(refused(new StartRequest("bot", "", "i".repeat(4097), "", null, "", ""))).hasMessage("intent: has at most 4096 characters");
    assertThat(refused(new StartRequest("no-such", "", "", "", null, "", "")).code()).isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
    assertThat(bench.list("", null, "", 10)).isEmpty();
  }

  @Test
  void anInputTheSchemaRefusesIsARecordedRefusal() {
    bench.deploy("true", "inputSchema: { type: object, required: [name] }");
    KernelException error = refused(Workbench.request("{\"nom\":1}", ""));
    assertThat(error.code()).isEqualTo(ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
    assertThat(refusedRun(error).reason()).contains("name");
  }

  @Test
  void anotherVersionThanPinnedIsARecordedRefusal() {
    bench.deploy("true");
    KernelException error = refused(new StartRequest("bot", "", "", "2.0.0", null, "", ""));
    assertThat(error.code()).isEqualTo(ErrorCode.ERROR_CODE_ABORTED);
    assertThat(refusedRun(error).reason()).isEqualTo("version 2.0.0 was asked for, 1.0.0 is deployed");
  }

  @Test
  void aDisabledAgentIsARecordedRefusal() {
    bench.deploy("true");
    bench.enabled(false);
    KernelException error = refused(Workbench.request());
    assertThat(error.code()).isEqualTo(ErrorCode.ERROR_CODE_FAILED_PRECONDITION);
    assertThat(refusedRun(error).reason()).isEqualTo("the agent is disabled");
  }

  @Test
  void moreRunsThanTheAgentMayHaveWaitAndMoreThanMayWaitAreRecordedRefusals() throws Exception {
    bench.deploy("read input; read go");
    List<Run> begun = List.of(bench.start(), bench.start());
    List<Run> waiting = List.of(bench.start(), bench.start());
    KernelException error = refused(Workbench.request());
    assertThat(error.code()).isEqualTo(ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED);
    assertThat(refusedRun(error).reason()).isEqualTo("the agent has as many runs waiting as it may: max_queued_runs is 2, used: 2");
    assertThat(Long.parseLong(Objects.requireNonNull(error.details().get("retry_after_millis")))).isBetween(1000L, 60_000L);
    assertThat(bench.runs.find(waiting.getFirst().id()).state()).isEqualTo(RunState.QUEUED);
    bench.runs.cancel(bench.alice, begun.getFirst().id(), "", 0);
    bench.watch(waiting.getFirst().id(), event -> event.data().equals("RUNNING"));
    assertThat(bench.runs.find(waiting.getLast().id()).state()).as("its turn has not come").isEqualTo(RunState.QUEUED);
    RunOperations.Cancellation cancelled = bench.runs.cancel(bench.alice, waiting.getLast().id(), "", 0);
    assertThat(cancelled.changed()).isTrue();
    assertThat(cancelled.run().state()).isEqualTo(RunState.CANCELLED);
    assertThat(cancelled.run().startedAt()).isNull();
    bench.runs.cancel(bench.alice, begun.getLast().id(), "", 0);
    bench.runs.cancel(bench.alice, waiting.getFirst().id(), "", 0);
    assertThat(bench.runs.live()).isZero();
  }

  @Test
  void theSameKeyAnswersTheSameRunAndIsRefusedForAnotherRequest() throws Exception {
    bench.deploy("true");
    Run first = bench.runs.start(bench.alice, Workbench.request("1", "key"));
    Run again = bench.runs.start(bench.alice, Workbench.request("1", "key"));
    assertThat(again.id()).isEqualTo(first.id());
    KernelException other = refused(Workbench.request("2", "key"));
    assertThat(other.code()).isEqualTo(ErrorCode.ERROR_CODE_ALREADY_EXISTS);
    assertThat(other).hasMessage("the idempotency key was used for another request (run " + first.id() + ")");
    bench.ended(first);
    assertThat(bench.list("", null, "", 10)).hasSize(1);
  }

  @Test
  void theSameKeyUsedByManyAtOnceStartsOneRun() throws Exception {
    bench.deploy("true");
    List<CompletableFuture<String>> started =
        IntStream.range(0, 16)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> bench.runs.start(bench.alice, Workbench.request("1", "key")).id(), Thread::startVirtualThread))
            .toList();
    assertThat(started.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    bench.ended(bench.runs.find(started.getFirst().join()));
    assertThat(bench.list("", null, "", 10)).hasSize(1);
  }

  @Test
  void outputPastTheBoundIsCutOffOnceAndTheResultIsKept() throws Exception {
    bench.deploy("yes '' | head -n 400000; echo '{\"type\":\"output\",\"value\":\"kept\"}'; echo late");
    Run run = bench.run();
    assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(run.result()).isEqualTo("\"kept\"");
    List<RunEvent> tail = bench.events(run.id(), run.lastSequence() - 100);
    assertThat(tail.getLast().terminal()).isTrue();
    assertThat(tail).as("the end is kept").filteredOn(event -> event.kind() == Kind.STDOUT).extracting(RunEvent::data).endsWith("", "late");
    assertThat(run.lastSequence()).isLessThan(300_000);
    List<RunEvent> all = new ArrayList<>();
    for (List<RunEvent> next = bench.events(run.id(), 0); !next.isEmpty(); next = bench.events(run.id(), all.getLast().sequence())) {
      all.addAll(next);
    }
    List<RunEvent> cuts = all.stream().filter(event -> event.kind() == Kind.TRUNCATED).toList();
    assertThat(cuts).hasSize(2);
    long kept = all.stream().filter(event -> event.kind() == Kind.STDOUT).count();
    assertThat(cuts.getLast().data()).as("what is said to be cut and what is kept is all there was").isEqualTo((400_001 - kept) + " lines of 0 characters are not kept here");
    assertThat(cuts.getLast().sequence()).isEqualTo(cuts.getFirst().sequence() + 1);
  }

  @Test
  void bytesThatAreNoTextAndNulsAreKeptAsTheyWere() throws Exception {
    bench.deploy("printf 'a\\377b\\n'; printf 'x\\000y\\n'; printf 'no end\\303'");
    Run run = bench.run();
    assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
    List<RunEvent> lines = bench.events(run.id(), 0).stream().filter(event -> event.kind() == Kind.STDOUT).toList();
    assertThat(lines).extracting(RunEvent::data).containsExactly("a\ufffdb", "x\u0000y", "no end\ufffd");
    assertThat(lines.get(0).raw()).containsExactly('a', 0xff, 'b');
    assertThat(lines.get(1).raw()).isNull();
    assertThat(lines.get(2).raw()).endsWith(0xc3);
  }

  @Test
  void secretsOfAKnownFormAreNeverStored() throws Exception {
    String token = "ghp_" + "Zz9".repeat(12);
    bench.deploy("echo token " + token + "; echo '{\"type\":\"output\",\"value\":\"" + token + "\"}'; echo " + token + " >&2; exit 0");
    Run run = bench.run();
    assertThat(run.result()).isEqualTo("\"[redacted]\"");
    assertThat(bench.events(run.id(), 0)).extracting(RunEvent::data).noneMatch(data -> data.contains(token)).contains("token [redacted]", "[redacted]");
  }

  @Test
  void aFloodOfResultsHasABoundToo() throws Exception {
    bench.deploy("v=$(head -c 60000 /dev/zero | tr '\\0' x); i=0; while [ $i -lt 400 ]; do echo '{\"type\":\"output\",\"value\":\"'$v'\"}'; i=$((i+1)); done");
    Run run = bench.run();
    assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(run.lastSequence()).isLessThan(300);
    assertThat(run.result()).hasSize(60_002);
  }

  @Test
  void everyStateIsInTheAuditChainInOrder() throws Exception {
    bench.deploy("true");
    Run run = bench.run();
    // Who watches sees the end as soon as it is committed, which is before the chain has it.
    Eventually.isTrue("the end is in the chain", () -> bench.audit.records(1, 100).stream().anyMatch(record -> record.method().equals("reeve.run/SUCCEEDED")));
    List<AuditRecord> records = bench.audit.records(1, 100);
    assertThat(records.stream().filter(record -> record.method().startsWith("reeve.run/")).map(AuditRecord::method))
        .containsExactly("reeve.run/QUEUED", "reeve.run/STARTING", "reeve.run/RUNNING", "reeve.run/SUCCEEDED");
    assertThat(records.stream().filter(record -> record.method().startsWith("reeve.run/")).map(AuditRecord::target)).containsOnly("bot");
    assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
  }

  @Test
  void runsAreListedFromTheNewestInPagesAndByOwner() throws Exception {
    bench.deploy("true");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.addFirst(bench.run().id());
    }
    assertThat(bench.list("bot", null, "", 3).stream().map(Run::id)).isEqualTo(ids.subList(0, 3));
    assertThat(bench.list("bot", null, ids.get(2), 3).stream().map(Run::id)).isEqualTo(ids.subList(3, 5));
    assertThat(bench.list("", bench.alice.id(), "", 10)).hasSize(5);
    assertThat(bench.list("", bench.bot.id(), "", 10)).hasSize(5);
    assertThat(bench.list("", java.util.UUID.randomUUID(), "", 10)).isEmpty();
  }

  @Test
  void liveRunsOfTheLastLifeAreFailedAndTheirRecordsStay() throws Exception {
    bench.deploy("echo on; read input; read go");
    Run run = bench.start();
    bench.watch(run.id(), event -> event.kind() == Kind.STDOUT);
    Path crashed = java.nio.file.Files.createTempDirectory(folders, "crashed");
    copy(folder, crashed);
    try (Workbench next = bench.next(crashed)) {
      assertThat(next.runs.find(run.id()).state()).isEqualTo(RunState.RUNNING);
      next.runs.recover();
      Run after = next.runs.find(run.id());
      assertThat(after.state()).isEqualTo(RunState.FAILED);
      assertThat(after.reason()).isEqualTo("the kernel was restarted");
      assertThat(next.watch(after).getLast().data()).isEqualTo("FAILED");
      next.runs.recover();
      assertThat(next.runs.find(run.id())).isEqualTo(after);
    }
    bench.runs.cancel(bench.alice, run.id(), "", 0);
  }

  private static void copy(Path from, Path to) throws Exception {
    try (Stream<Path> files = java.nio.file.Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (java.nio.file.Files.isDirectory(file)) {
          java.nio.file.Files.createDirectories(target);
        } else {
          java.nio.file.Files.copy(file, target);
        }
      }
    }
  }

  @Test
  void closingEndsWhatLivesAndSaysSo() throws Exception {
    bench.deploy("read input; read go");
    Run run = bench.start();
    bench.watch(run.id(), event -> event.data().equals("RUNNING"));
    bench.runs.close();
    Run after = bench.runs.find(run.id());
    assertThat(after.state()).isEqualTo(RunState.FAILED);
    assertThat(after.reason()).isEqualTo("the kernel stopped");
    assertThat(after.interrupted()).isTrue();
    assertThat(bench.runs.live()).isZero();
  }
}
