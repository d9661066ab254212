package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.run.RunEvent.Kind;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What may follow an attempt that ended: retry, continue, fork, resume; and runs that belong to runs. */
@Timeout(120)
class RunAttemptsTest {

  @TempDir private Path folder;

  private Workbench bench;

  @BeforeEach
  void open() throws Exception {
    bench = Workbench.open(folder);
  }

  @AfterEach
  void close() {
    bench.close();
    assertThat(bench.runtime.processes()).as("processes left behind").isZero();
  }

  private static KernelException refused(ThrowingCallable call) {
    KernelException refused = catchThrowableOfType(KernelException.class, call);
    assertThat(refused).isNotNull();
    return refused;
  }

  private List<String> states(Run run) {
    return bench.events(run.id(), 0).stream().filter(event -> event.kind() == Kind.STATE).map(RunEvent::data).toList();
  }

  private String line(Run run) {
    return bench.events(run.id(), 0).stream().filter(event -> event.kind() == Kind.STDOUT).map(RunEvent::data).toList().getLast();
  }

  @Test
  void aRetryIsANewAttemptWithTheManifestAndInputOfTheFirst() throws Exception {
    bench.deploy("read line; echo \"$line\" >&2; exit 3");
    Run failed = bench.ended(bench.runs.start(bench.alice, Workbench.request("{\"n\":1}", "")));
    bench.deploy("exit 0");
    Run again = bench.runs.retry(failed.id(), failed.generation());
    assertThat(again.state()).isEqualTo(RunState.QUEUED);
    Run ended = bench.endedAfter(again, failed.lastSequence());
    assertThat(ended.state()).as("the revision it was started with is run, not what is deployed now").isEqualTo(RunState.FAILED);
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.attempt()).isEqualTo(2);
    assertThat(ended.attemptReason()).isEqualTo(AttemptReason.RETRY);
    assertThat(ended.input()).isEqualTo("{\"n\":1}");
    assertThat(states(ended)).containsExactly("QUEUED", "STARTING", "RUNNING", "FAILED", "QUEUED", "STARTING", "RUNNING", "FAILED");
    assertThat(bench.runs.attempts(failed.id())).singleElement().satisfies(former -> {
      assertThat(former.attempt()).isEqualTo(1);
      assertThat(former.why()).isEqualTo(AttemptReason.START);
      assertThat(former.state()).isEqualTo(RunState.FAILED);
      assertThat(former.exitCode()).isEqualTo(3);
      assertThat(former.endedAt()).isEqualTo(failed.endedAt());
    });
    List<String> inputs = bench.events(failed.id(), 0).stream().filter(event -> event.kind() == Kind.STDERR).map(RunEvent::data).toList();
    assertThat(inputs.getFirst()).doesNotContain("attempt");
    assertThat(inputs.getLast()).contains("\"attempt\":2,\"reason\":\"retry\"");
  }

  @Test
  void onlyWhatDidNotSucceedIsRetriedAndOnlyAtTheExpectedGeneration() throws Exception {
    bench.deploy("read line; exit 0");
    Run done = bench.run();
    KernelException error = refused(() -> bench.runs.retry(done.id(), 0));
    assertThat(error.code()).isEqualTo(ErrorCode.ERROR_CODE_FAILED_PRECONDITION);
    assertThat(error).hasMessage("run " + done.id() + " is SUCCEEDED: only a FAILED, TIMED_OUT or CANCELLED run is retried");
    KernelException stale = refused(() -> bench.runs.proceed(done.id(), "go on", done.generation() - 1));
    assertThat(stale.code()).isEqualTo(ErrorCode.ERROR_CODE_ABORTED);
    assertThat(refused(() -> bench.runs.resume(done.id(), 0)).getMessage()).contains("only a run that the end of the kernel interrupted is resumed");
    assertThat(refused(() -> bench.runs.retry("01890000-0000-7000-8000-000000000000", 0)).code()).isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
    assertThat(bench.runs.find(done.id())).as("nothing changed").isEqualTo(done);
  }

  @Test
  void continuingGivesTheProgramItsFormerResultAndTheMessage() throws Exception {
    bench.deploy("read -r line; echo '{\"type\":\"output\",\"value\":{\"n\":7}}'; printf '%s\\n' \"$line\"");
    Run first = bench.run();
    Run again = bench.endedAfter(bench.runs.proceed(first.id(), "and \"more\"", 0), first.lastSequence());
    assertThat(again.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(line(again)).contains("\"reason\":\"continue\",\"message\":\"and \\\"more\\\"\",\"previous\":{\"n\":7}");
    assertThat(again.message()).isEqualTo("and \"more\"");
    assertThat(bench.runs.attempts(first.id()).getFirst().result()).isEqualTo("{\"n\":7}");
    assertThat(refused(() -> bench.runs.proceed(first.id(), "", 0))).hasMessage("message: has 1 to 65536 characters");
    assertThat(refused(() -> bench.runs.proceed(first.id(), "m".repeat(65537), 0))).hasMessage("message: has 1 to 65536 characters");
  }

  @Test
  void aForkIsANewRunOfWhatIsDeployedNowWithTheInputOfTheOther() throws Exception {
    bench.deploy("read line; exit 1");
    Run origin = bench.ended(bench.runs.start(bench.alice, Workbench.request("[1,2]", "")));
    bench.deploy("read line; echo \"$line\"");
    Run fork = bench.ended(bench.runs.fork(bench.alice, origin.id(), "", origin.generation(), "key", "digest"));
    assertThat(fork.id()).isNotEqualTo(origin.id());
    assertThat(fork.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(fork.lineage().forkedFrom()).isEqualTo(origin.id());
    assertThat(line(fork)).contains("\"input\":[1,2]");
    assertThat(bench.runs.fork(bench.alice, origin.id(), "", 0, "key", "digest").id()).as("the key answers the same fork").isEqualTo(fork.id());
    Run other = bench.ended(bench.runs.fork(bench.alice, origin.id(), "{\"x\":1}", 0, "", "other"));
    assertThat(other.input()).isEqualTo("{\"x\":1}");
    assertThat(bench.runs.find(origin.id())).as("the origin is as it was").isEqualTo(origin);
  }

  @Test
  void whatTheKernelsEndInterruptedIsResumedAsANewAttemptThatSaysSo() throws Exception {
    bench.deploy("read line; echo \"$line\"; [ -e " + folder + "/go ] && exit 0; read go");
    Run run = bench.start();
    bench.watch(run.id(), event -> event.kind() == Kind.STDOUT);
    bench.close();
    bench = bench.next(folder);
    bench.runs.recover();
    Run interrupted = bench.runs.find(run.id());
    assertThat(interrupted.state()).isEqualTo(RunState.FAILED);
    assertThat(interrupted.interrupted()).isTrue();
    java.nio.file.Files.createFile(folder.resolve("go"));
    Run resumed = bench.endedAfter(bench.runs.resume(run.id(), 0), interrupted.lastSequence());
    assertThat(resumed.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(resumed.attemptReason()).isEqualTo(AttemptReason.RESUME);
    assertThat(resumed.interrupted()).isFalse();
    assertThat(line(resumed)).contains("\"reason\":\"resume\"");
    assertThat(refused(() -> bench.runs.resume(run.id(), 0)).code()).isEqualTo(ErrorCode.ERROR_CODE_FAILED_PRECONDITION);
  }

  @Test
  void whatWaitedWhenTheKernelEndedWaitsOnAndRuns() throws Exception {
    bench.held.set(true);
    bench.deploy("read line; echo done");
    Run run = bench.start();
    bench.close();
    bench = bench.next(folder);
    assertThat(bench.runs.find(run.id()).state()).isEqualTo(RunState.QUEUED);
    bench.runs.recover();
    Run ended = bench.ended(run);
    assertThat(ended.state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(ended.attempt()).isEqualTo(1);
    assertThat(states(ended)).containsExactly("QUEUED", "STARTING", "RUNNING", "SUCCEEDED");
  }

  @Test
  void aManifestThatAsksForItHasInterruptedRunsBegunAnewThreeTimes() throws Exception {
    bench.deploy("read line; echo \"$line\"; read go", "execution: { onRestart: retry }");
    Run run = bench.start();
    for (int life = 0; life < 4; life++) {
      long from = bench.runs.find(run.id()).lastSequence();
      if (bench.runs.find(run.id()).live()) {
        bench.awaitEvent(run.id(), life == 0 ? 0 : from - 1, event -> event.kind() == Kind.STDOUT);
      }
      bench.close();
      bench = bench.next(folder);
      bench.runs.recover();
    }
    Run last = bench.runs.find(run.id());
    assertThat(last.attempt()).isEqualTo(4);
    assertThat(last.state()).as("a run under which kernels end again and again is left").isEqualTo(RunState.FAILED);
    assertThat(last.interrupted()).isTrue();
    assertThat(bench.runs.attempts(run.id())).extracting(Attempt::why)
        .containsExactly(AttemptReason.START, AttemptReason.RESTART, AttemptReason.RESTART);
    assertThat(last.attemptReason()).isEqualTo(AttemptReason.RESTART);
  }

  @Test
  void childrenAreCancelledWithTheirParentDownToTheLastLevel() throws Exception {
    bench.deploy("read line; read go");
    bench.limited(Workbench.QUOTAS.with(dev.reeve.kernel.authority.Quota.MAX_CONCURRENT_RUNS, 8));
    Run parent = bench.start();
    Run child = bench.runs.start(bench.alice, below(parent));
    Run grandchild = bench.runs.start(bench.alice, below(child));
    Run last = bench.runs.start(bench.alice, below(grandchild));
    assertThat(last.lineage().depth()).isEqualTo(3);
    KernelException deeper = refused(() -> bench.runs.start(bench.alice, below(last)));
    assertThat(deeper).hasMessage("runs nest at most 4 levels; " + last.id() + " is on the last");
    Run unrelated = bench.start();
    assertThat(bench.runs.children(parent.id())).containsExactly(child.id());
    RunOperations.Cancellation done = bench.runs.cancel(bench.alice, parent.id(), "", 0);
    assertThat(done.children()).isEqualTo(3);
    for (Run run : List.of(child, grandchild, last)) {
      assertThat(bench.runs.find(run.id()).state()).isEqualTo(RunState.CANCELLED);
      assertThat(bench.runs.find(run.id()).reason()).isEqualTo("the run it belongs to is CANCELLED");
    }
    assertThat(bench.runs.find(unrelated.id()).live()).isTrue();
    bench.runs.cancel(bench.alice, unrelated.id(), "", 0);
  }

  @Test
  void aParentThatFailsTakesItsChildrenAlongAndOneThatSucceedsDoesNot() throws Exception {
    bench.deploy("read line; echo ready; read code; exit $code");
    Run failing = bench.start();
    Run its = bench.runs.start(bench.alice, below(failing));
    bench.watch(failing.id(), event -> event.data().equals("ready"));
    bench.runtime.send(failing.id(), "1");
    assertThat(bench.ended(failing).state()).isEqualTo(RunState.FAILED);
    assertThat(bench.ended(its).state()).isEqualTo(RunState.CANCELLED);
    Run good = bench.start();
    Run goods = bench.runs.start(bench.alice, below(good));
    bench.watch(goods.id(), event -> event.data().equals("ready"));
    bench.watch(good.id(), event -> event.data().equals("ready"));
    bench.runtime.send(good.id(), "0");
    assertThat(bench.ended(good).state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(bench.runs.find(goods.id()).live()).isTrue();
    KernelException late = refused(() -> bench.runs.start(bench.alice, below(good)));
    assertThat(late.code()).isEqualTo(ErrorCode.ERROR_CODE_FAILED_PRECONDITION);
    assertThat(bench.runs.find(Objects.requireNonNull(late.details().get("run"))).state()).isEqualTo(RunState.REFUSED);
    bench.runs.cancel(bench.alice, goods.id(), "", 0);
  }

  @Test
  void aParentOfSomebodyElseIsNone() throws Exception {
    bench.deploy("read line; read go");
    Run alices = bench.start();
    dev.reeve.kernel.authority.Caller eve =
        new dev.reeve.kernel.authority.Caller(dev.reeve.kernel.store.Ids.next(), "eve", "unix-peer", null, List.of(), List.of("eve"));
    KernelException error = refused(() -> bench.runs.start(eve, below(alices)));
    assertThat(error.code()).isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
    KernelException fork = refused(() -> bench.runs.fork(eve, alices.id(), "", 0, "", ""));
    assertThat(fork.code()).as("a fork shows the input to who starts it").isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
    bench.runs.cancel(bench.alice, alices.id(), "", 0);
  }

  private static StartRequest below(Run parent) {
    return new StartRequest("bot", "", "", "", null, "", "", Map.of(), parent.id(), RunPriority.NORMAL);
  }

  @Test
  void anEndedRunIsRemovedWithAllItSaidAndALiveOneIsNot() throws Exception {
    bench.deploy("read line; echo hello; exit 1");
    Run run = bench.run();
    Run twice = bench.endedAfter(bench.runs.retry(run.id(), 0), run.lastSequence());
    assertThat(bench.runs.remove(run.id(), 0, true)).isTrue();
    assertThat(bench.runs.find(run.id())).as("only asked").isEqualTo(twice);
    assertThat(refused(() -> bench.runs.remove(run.id(), 1, false)).code()).isEqualTo(ErrorCode.ERROR_CODE_ABORTED);
    assertThat(bench.runs.remove(run.id(), twice.generation(), false)).isTrue();
    assertThat(bench.runs.standing(run.id())).isEmpty();
    assertThat(bench.events(run.id(), 0)).isEmpty();
    assertThat(bench.runs.attempts(run.id())).isEmpty();
    assertThat(bench.runs.remove(run.id(), 0, false)).as("gone already").isFalse();
    bench.deploy("read line; read go");
    Run live = bench.start();
    assertThat(refused(() -> bench.runs.remove(live.id(), 0, false))).hasMessage("run " + live.id() + " lives: cancel it first");
    bench.runs.cancel(bench.alice, live.id(), "", 0);
  }
}
