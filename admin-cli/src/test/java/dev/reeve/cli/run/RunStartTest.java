package dev.reeve.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.call.Screen;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.v1.RunPriority;
import dev.reeve.v1.StartRunRequest;
import java.io.IOException;
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
class RunStartTest {

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

  @Test
  void aRunIsWaitedForWithItsEventsOnStandardErrorAndItsResultOnStandardOutput() {
    Typed typed = desk.type("run", "start", "echo", "--input", "{\"a\":1}");
    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).isEqualTo("{\"input\":{\"a\":1}}\n");
    assertThat(typed.err())
        .isEqualTo(
            """
            run 0199bbbb-0000-7000-8000-000000000001 of echo
            state     RUNNING
            progress  1/1
            state     SUCCEEDED
            """);
    assertThat(desk.type("run", "start", "echo", "-q").err()).isEmpty();
  }

  @Test
  void inJsonTheRunItselfIsPrinted() {
    Typed typed = desk.type("run", "start", "echo", "-o", "json", "-q", "--timeout", "90s");
    assertThat(typed.out()).contains("\"state\": \"RUN_STATE_SUCCEEDED\"", "\"timeout\": \"90s\"", "\"result\": \"{\\\"input\\\":null}\"");
  }

  @Test
  void everyOptionReachesTheKernel() {
    Typed typed =
        desk.type(
            "run", "start", "echo", "--input", "hello", "--intent", "try it", "--set", "tone={\"a\":\"b=c\"}", "--set", "who=Ada", "--version", "1.0.0",
            "--parent", "p", "--priority", "HIGH", "--idempotency-key", "k", "--timeout", "5s", "--wait");
    assertThat(typed.exit()).isZero();
    StartRunRequest sent = desk.kernel.last(StartRunRequest.class);
    assertThat(sent.getInput()).isEqualTo("hello");
    assertThat(sent.getIntent()).isEqualTo("try it");
    assertThat(sent.getContextOverridesMap()).containsOnlyKeys("tone", "who").containsEntry("tone", "{\"a\":\"b=c\"}");
    assertThat(sent.getVersion()).isEqualTo("1.0.0");
    assertThat(sent.getParent()).isEqualTo("p");
    assertThat(sent.getPriority()).isEqualTo(RunPriority.RUN_PRIORITY_HIGH);
    assertThat(sent.getIdempotencyKey()).isEqualTo("k");
    assertThat(sent.getTimeout().getSeconds()).isEqualTo(5);
  }

  @Test
  void theExitCodeIsTheRunsFate() {
    Typed failed = desk.type("run", "start", "fails", "-q");
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err())
        .isEqualTo(
            """
            reeve: run 0199bbbb-0000-7000-8000-000000000001 ended FAILED: exit code 7
              remedy: see 'reeve run logs 0199bbbb-0000-7000-8000-000000000001'
            """);
    Typed late = desk.type("run", "start", "late", "-o", "json");
    assertThat(late.exit()).isEqualTo(9);
    assertThat(late.err()).contains("\"code\": \"RUN_TIMED_OUT\"", "\"exit\": 9");
    assertThat(late.out()).contains("\"state\": \"RUN_STATE_TIMED_OUT\"");
    Typed again = desk.type("run", "start", "once-refused", "--idempotency-key", "k", "-q");
    assertThat(again.exit()).isEqualTo(4);
    assertThat(again.err()).contains("ended REFUSED: no such runtime");
  }

  @Test
  void aRefusedRunIsTheKernelsErrorAndSaysWhereItIsRecorded() {
    Typed typed = desk.type("run", "start", "unknown", "-v");
    assertThat(typed.exit()).isEqualTo(4);
    assertThat(typed.err()).contains("reeve: no runtime for unknown", "remedy: see 'reeve run show 0199bbbb-", "code: RUN_REFUSED", "run: 0199bbbb");
  }

  @Test
  void whatARunPrintsCannotDriveTheTerminal() {
    Typed typed = desk.type("run", "start", "noisy");
    assertThat(typed.err()).contains("stdout    before \\u001b[2Jafter\\u000d\\u009b31m");
    assertThat(typed.out()).isEqualTo("\"\\u001b]0;title\\u0007\"\n");
    Typed piped = desk.on(new Screen(true, false), "run", "start", "noisy");
    assertThat(piped.err()).doesNotContain("\u001b");
    assertThat(desk.type("run", "show", RunDesk.id(1)).out()).doesNotContain("\u001b", "\u0007");
  }

  @Test
  void onATerminalProgressIsOneLineThatIsDrawnOver() {
    Typed typed = desk.on(new Screen(false, true), "run", "start", "steps");
    String erase = "\r\u001b[K";
    String cut = "progress  " + "two ".repeat(60).substring(0, 69);
    assertThat(typed.err()).contains(erase + "progress  one \\u001b[1m" + erase + cut + erase + "stdout    said\n");
    assertThat(typed.out()).isEqualTo("2\n");
    assertThat(desk.on(new Screen(false, true), "run", "start", "steps", "-q").err()).isEmpty();
    assertThat(desk.type("run", "start", "steps").err()).contains("progress  one \\u001b[1m\nprogress  two two").doesNotContain("\u001b");
  }

  @Test
  void aDetachedRunPrintsItsIdAlone() {
    Typed detached = desk.type("run", "start", "waits", "--detach");
    assertThat(detached.out()).isEqualTo(RunDesk.id(1) + "\n");
    assertThat(detached.err()).isEmpty();
    assertThat(desk.type("run", "start", "waits", "--detach", "-o", "jsonl").out()).contains("\"id\":\"" + RunDesk.id(2) + "\"");
    assertThat(desk.type("run", "start", "waits", "--detach", "--wait").exit()).isEqualTo(2);
    assertThat(desk.type("run", "start", "waits", "--detach", "--cancel-on-interrupt").exit()).isEqualTo(2);
  }

  @Test
  void inputThatCannotBeSentIsRefusedHereWithWords() throws IOException {
    Path large = Files.writeString(home.resolve("large.json"), "\"" + "x".repeat(10 << 20) + "\"");
    Typed typed = desk.type("run", "start", "echo", "--input", "@" + large);
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("large.json is longer than 1048576 bytes");
    assertThat(desk.withInput("y".repeat(10 << 20), "run", "start", "echo", "--input", "-").err()).contains("standard input is longer than");
    assertThat(desk.type("run", "start", "echo", "--input", "z".repeat(2 << 20)).err()).contains("the text given is longer than");
    assertThat(desk.type("run", "start", "echo", "--input", "@" + home.resolve("none")).err()).contains("there is no file");
    assertThat(desk.type("run", "start", "echo", "--input", "@" + home).err()).contains(home + " is a folder");
    assertThat(desk.type("run", "start", "echo", "--input", "@").err()).contains("the name of the file is missing");
    Path binary = Files.write(home.resolve("binary"), new byte[] {(byte) 0xc3, 0x28});
    assertThat(desk.type("run", "start", "echo", "--input", "@" + binary).err()).contains("is not UTF-8 text");
    assertThat(desk.withInput("{}", "run", "start", "echo", "--input", "-", "--no-input").exit()).isEqualTo(2);
    assertThat(desk.kernel.calls()).isEmpty();
  }

  @Test
  void inputIsReadFromFilesAndStandardInput() throws IOException {
    Path file = Files.writeString(home.resolve("in.json"), "[1]");
    assertThat(desk.type("run", "start", "echo", "-q", "--input", "@" + file).out()).isEqualTo("{\"input\":[1]}\n");
    assertThat(desk.withInput("[2]", "run", "start", "echo", "-q", "--input", "-").out()).isEqualTo("{\"input\":[2]}\n");
  }

  @Test
  void wordsThatMeanNothingAreErrors() {
    assertThat(desk.type("run", "start", "echo", "--set", "=1").err()).contains("'=1' is no KEY=JSON");
    assertThat(desk.type("run", "start", "echo", "--set", "a=1", "--set", "a=2").err()).contains("'a' is given twice");
    Typed urgent = desk.type("run", "start", "echo", "--priority", "urgent");
    assertThat(urgent.exit()).isEqualTo(2);
    assertThat(urgent.err()).contains("'urgent' is not one of low, normal, high");
    assertThat(desk.type("run", "strat", "echo").err()).contains("unknown word 'strat'").contains("start");
    assertThat(desk.kernel.calls()).isEmpty();
  }
}
