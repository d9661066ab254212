package dev.reeve.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.reeve.cli.testkernel.TestRuns;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.v1.ForkRunRequest;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunState;
import dev.reeve.v1.WatchRunRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
@Timeout(30)
class RunVerbsTest {

  @TempDir Path home;

  private RunDesk desk;

  @BeforeEach
  void start() throws IOException {
    desk = new RunDesk(home);
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  private String started(String agent, String... more) {
    String[] words = new String[more.length + 4];
    System.arraycopy(new String[] {"run", "start", agent, "--detach"}, 0, words, 0, 4);
    System.arraycopy(more, 0, words, 4, more.length);
    return desk.type(words).out().strip();
  }

  @Test
  void runsAreListedByAgentStateAndParent() {
    String waits = started("waits");
    String child = started("waits", "--parent", waits);
    String failed = started("fails");
    assertThat(desk.type("run", "list", "-o", "name").out()).isEqualTo(failed + "\n" + child + "\n" + waits + "\n");
    assertThat(desk.type("run", "list", "-o", "name", "--agent", "fails").out()).isEqualTo(failed + "\n");
    assertThat(desk.type("run", "list", "-o", "name", "--state", "running,FAILED").out().lines()).hasSize(3);
    assertThat(desk.type("run", "list", "-o", "name", "--state", "timed_out", "--state", "failed").out()).isEqualTo(failed + "\n");
    assertThat(desk.type("run", "list", "-o", "name", "--parent", waits).out()).isEqualTo(child + "\n");
    Typed unknown = desk.type("run", "list", "--state", "done");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("'done' is not one of queued, starting, running");
    assertThat(desk.type("run", "list", "--limit", "0").exit()).isEqualTo(2);
  }

  @Test
  void aRunIsShownWithItsInputFormerAttemptsAndChildren() {
    String run = started("fails", "--input", "{\"a\":1}");
    String child = started("echo", "--parent", run);
    assertThat(desk.type("run", "retry", run, "-q").out()).isEqualTo("\"at last\"\n");
    Typed show = desk.type("run", "show", run);
    assertThat(show.out())
        .containsPattern("STATE +SUCCEEDED")
        .containsPattern("ATTEMPT +2 \\(retry\\)")
        .containsPattern("INPUT +\\{\"a\":1\\}")
        .containsPattern("CHILDREN +" + child)
        .containsPattern("1 +start +FAILED +- +- +- +exit code 7");
    assertThat(desk.type("run", "show", run, "-o", "json").out()).contains("\"formerAttempts\": [{", "\"children\": [\"" + child + "\"]");
    assertThat(desk.type("run", "show", "none").exit()).isEqualTo(3);
  }

  @Test
  void watchingShowsEveryEventOfTheKindsAskedFor() {
    String run = started("steps");
    assertThat(desk.type("run", "watch", run).out().lines()).hasSize(5).last().isEqualTo("state     SUCCEEDED");
    assertThat(desk.type("run", "watch", run, "--kind", "stdout", "--since", "1").out()).isEqualTo("stdout    said\nstate     SUCCEEDED\n");
    assertThat(desk.type("run", "watch", run, "-v", "-o", "jsonl").out().lines().findFirst().orElseThrow()).contains("\"sequence\":\"1\"");
    assertThat(desk.kernel.last(WatchRunRequest.class).getVerbose()).isTrue();
    assertThat(desk.type("run", "watch", run, "--kind", "noise").err()).contains("'noise' is not one of state, stdout");
  }

  @Test
  void watchingEndsWithTheFateOnlyWhereAskedFor() {
    String run = started("fails");
    assertThat(desk.type("run", "watch", run).exit()).isZero();
    Typed fate = desk.type("run", "watch", run, "--exit-status");
    assertThat(fate.exit()).isEqualTo(1);
    assertThat(fate.err()).contains("ended FAILED: exit code 7");
  }

  @Test
  void logsAreTheBytesThemselvesInAPipeAndEscapedElsewhere() {
    String run = started("binary");
    Typed shown = desk.type("run", "logs", run);
    assertThat(shown.out()).isEqualTo("\u00fcber\na\\u0000\ufffd\\u001b[m\n");
    assertThat(shown.err()).isEqualTo("output is missing here: 17 bytes\n");
    assertThat(desk.piped("run", "logs", run))
        .isEqualTo(ByteString.copyFromUtf8("\u00fcber\n").concat(TestRuns.BINARY).concat(ByteString.copyFromUtf8("\n")));
    assertThat(desk.type("run", "logs", run, "-v").out()).contains("2  stdout    \u00fcber", "truncated 17 bytes");
    assertThat(desk.type("run", "logs", run, "--since", "9").out()).isEmpty();
    assertThat(desk.type("run", "logs", run, "-o", "jsonl").out()).contains("\"raw\":\"YQD/G1tt\"");
    assertThat(desk.type("run", "logs", run, "--since", "-1").exit()).isEqualTo(2);
  }

  @Test
  void aRunIsCancelledWithWhatItStarted() {
    String run = started("waits");
    String child = started("waits", "--parent", run);
    Typed stale = desk.type("run", "cancel", run, "--generation", "7");
    assertThat(stale.exit()).isEqualTo(8);
    Typed cancelled = desk.type("run", "cancel", run, "--reason", "enough", "--generation", "1");
    assertThat(cancelled.out()).containsPattern("STATE +CANCELLED").containsPattern("REASON +enough");
    assertThat(cancelled.err()).isEqualTo("a run it had started was cancelled with it\n");
    assertThat(desk.type("run", "cancel", child).err()).isEqualTo("run " + child + " had ended already\n");
  }

  @Test
  void allLiveRunsAreCancelledAfterAsking() {
    String first = started("waits");
    String second = started("waits");
    String ended = started("fails");
    Typed no = desk.withInput("n\n", "run", "cancel", "--all");
    assertThat(no.exit()).isEqualTo(1);
    assertThat(no.err()).contains("  " + first + " of waits, RUNNING\n", "Cancel these 2 runs and what they started? [y/N]", "nothing was cancelled");
    assertThat(desk.type("run", "cancel", "--all", "--no-input").exit()).isEqualTo(2);
    assertThat(desk.calls("Cancel")).isZero();
    Typed yes = desk.type("run", "cancel", "--all", "-y", "--agent", "waits", "-o", "name");
    assertThat(yes.out()).isEqualTo(second + "\n" + first + "\n").doesNotContain(ended);
    assertThat(yes.err()).contains("cancelled 2\n");
    assertThat(desk.type("run", "cancel", "--all", "-y").err()).isEqualTo("no run is live\n");
  }

  @Test
  void oneThatCannotBeCancelledKeepsNoOtherFromIt() {
    started("waits");
    started("waits", "--version", "stubborn");
    started("waits");
    Typed typed = desk.type("run", "cancel", "--all", "-y", "-o", "name");
    assertThat(typed.exit()).isEqualTo(4);
    assertThat(typed.out()).isEqualTo(RunDesk.id(3) + "\n" + RunDesk.id(1) + "\n");
    assertThat(typed.err()).contains("run " + RunDesk.id(2) + ": not yours to cancel", "cancelled 2; 1 could not be", "reeve: not yours to cancel");
  }

  @Test
  void whatIsToBeCancelledIsSaidOnce() {
    assertThat(desk.type("run", "cancel").err()).contains("RUN is missing");
    assertThat(desk.type("run", "cancel", "a", "--all").err()).contains("RUN and --all exclude each other");
    assertThat(desk.type("run", "cancel", "a", "--agent", "b").err()).contains("--agent goes with --all");
    assertThat(desk.type("run", "cancel", "--all", "--generation", "1").err()).contains("--generation goes with RUN");
    assertThat(desk.kernel.calls()).isEmpty();
  }

  @Test
  void aNewAttemptIsWaitedForWithoutTheEventsOfTheFormer() {
    String run = started("fails");
    Typed retried = desk.type("run", "retry", run);
    assertThat(retried.exit()).isZero();
    assertThat(retried.err()).isEqualTo("run " + run + " of fails, attempt 2\nstate     RUNNING\nstate     SUCCEEDED\n");
    Typed refused = desk.type("run", "retry", run);
    assertThat(refused.exit()).isEqualTo(8);
    Typed continued = desk.withInput("more", "run", "continue", run, "--message", "-", "-q");
    assertThat(continued.out()).isEqualTo("\"heard more\"\n");
    assertThat(desk.type("run", "continue", run, "--message", "x", "--generation", "1").exit()).isEqualTo(8);
    assertThat(desk.type("run", "continue", run, "--message", "x".repeat((64 << 10) + 1)).err()).contains("longer than 65536 bytes");
    assertThat(desk.type("run", "continue", run).exit()).isEqualTo(2);
  }

  @Test
  void aWaitingRunIsResumedAndAForkIsANewRun() {
    String run = started("waits");
    assertThat(desk.type("run", "resume", run).exit()).isEqualTo(8);
    desk.kernel.runs().enter(run, RunState.RUN_STATE_WAITING_FOR_APPROVAL);
    assertThat(desk.type("run", "resume", run, "-q").out()).isEqualTo("\"resumed\"\n");
    String echo = started("echo", "--input", "[7]");
    assertThat(desk.type("run", "fork", echo, "-q").out()).isEqualTo("{\"input\":[7]}\n");
    assertThat(desk.type("run", "fork", echo, "-q", "--input", "[8]", "--idempotency-key", "k").out()).isEqualTo("{\"input\":[8]}\n");
    assertThat(desk.kernel.last(ForkRunRequest.class).getIdempotencyKey()).isEqualTo("k");
    Typed detached = desk.type("run", "fork", echo, "--detach");
    assertThat(desk.type("run", "show", detached.out().strip()).out()).containsPattern("FORKED FROM +" + echo);
    assertThat(desk.type("run", "retry", "none", "--detach").exit()).isEqualTo(3);
  }

  @Test
  void filesOfARunAreListedPrintedAndWritten() throws IOException {
    String run = started("echo");
    byte[] text = "gr\u00fc\u00df\ud83d\ude00\u001b[2J\n".getBytes(StandardCharsets.UTF_8);
    desk.kernel.runs().file("out/report.txt", text);
    Typed list = desk.type("run", "files", run);
    assertThat(list.out()).containsPattern("out/report.txt +15B +yes");
    assertThat(list.err()).isEqualTo("2 more files were there and are not kept\n");
    assertThat(desk.type("run", "files", run, "out/report.txt").out()).isEqualTo("gr\u00fc\u00df\ud83d\ude00\\u001b[2J\n");
    assertThat(desk.piped("run", "files", run, "out/report.txt")).isEqualTo(ByteString.copyFrom(text));
    Path to = home.resolve("report.txt");
    assertThat(desk.type("run", "files", run, "out/report.txt", "--to", to.toString()).err()).contains("wrote 15B");
    assertThat(to).hasBinaryContent(text);
    Typed again = desk.type("run", "files", run, "out/report.txt", "--to", to.toString());
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains("is there already");
    assertThat(desk.type("run", "files", run, "out/report.txt", "--to", to.toString(), "--force").exit()).isZero();
    assertThat(desk.type("run", "files", run, "none").exit()).isEqualTo(3);
    assertThat(desk.type("run", "files", run, "--to", "x").err()).contains("--to and --force go with PATH");
  }

  @Test
  void aFileThatBreaksOffLeavesNothing() {
    String run = started("echo");
    desk.kernel.runs().file("a", "cut off".getBytes(StandardCharsets.UTF_8));
    Path to = home.resolve("a");
    Typed typed = desk.type("run", "files", run, "a", "--to", to.toString());
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(Files.exists(to)).isFalse();
    assertThat(home.resolve("a.partial")).doesNotExist();
  }

  @Test
  void runsThatHaveEndedAreRemovedAfterAsking() {
    String first = started("echo");
    String live = started("waits");
    Typed dry = desk.type("run", "rm", first, "--dry-run");
    assertThat(dry.exit()).isZero();
    assertThat(dry.err()).contains("nothing was removed");
    assertThat(desk.withInput("no\n", "run", "rm", first).exit()).isEqualTo(1);
    assertThat(desk.type("run", "show", first).exit()).isZero();
    Typed typed = desk.type("run", "rm", first, live, first, "-y", "-o", "jsonl");
    assertThat(typed.exit()).isEqualTo(8);
    assertThat(typed.out()).isEqualTo("{\"schemaVersion\":1,\"run\":\"" + first + "\",\"changed\":true}\n");
    assertThat(desk.type("run", "rm", first, "-y").exit()).isEqualTo(3);
    assertThat(desk.type("run", "rm", first, live, "--generation", "1").exit()).isEqualTo(2);
    assertThat(desk.type("run", "rm").exit()).isEqualTo(2);
  }

  @Test
  void taskIsAnotherWordForTheSameCommands() {
    Typed executed = desk.type("task", "execute", "echo", "--input", "[1]", "-q");
    assertThat(executed.out()).isEqualTo("{\"input\":[1]}\n");
    assertThat(desk.type("task", "execute", "fails", "-q").exit()).isEqualTo(1);
    assertThat(desk.type("task", "list", "-o", "name").out()).isEqualTo(RunDesk.id(2) + "\n" + RunDesk.id(1) + "\n");
    String live = desk.type("task", "execute", "waits", "--detach").out().strip();
    desk.kernel.runs().event(live, RunEventKind.RUN_EVENT_KIND_STDOUT, "hello");
    assertThat(desk.type("task", "logs", live).out()).isEqualTo("hello\n");
    assertThat(desk.type("task", "cancel", live).out()).containsPattern("STATE +CANCELLED");
    assertThat(desk.type("task", "execute", "--help").out())
        .contains("Usage: reeve task execute", "The same as 'reeve run start'.", "--idempotency-key");
    assertThat(desk.type("task", "show", live).err()).contains("unknown word 'show'");
  }
}
