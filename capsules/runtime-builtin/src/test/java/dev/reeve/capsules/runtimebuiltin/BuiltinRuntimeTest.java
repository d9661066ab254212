package dev.reeve.capsules.runtimebuiltin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Confinement;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.RunSpec;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class BuiltinRuntimeTest {

  private static final ProcessExit WELL = new ProcessExit(0, false, "none", false);
  private static final ProcessExit STOPPED = new ProcessExit(143, true, "none", false);
  private static final String FIRST = "{\"type\":\"input\",\"input\":null}";

  private RealTimers timers;
  private AgentRuntime runtime;

  @BeforeEach
  void start() {
    timers = new RealTimers();
    BuiltinContext context = new BuiltinContext(timers);
    new RuntimeBuiltinCapsule().start(context);
    runtime = Objects.requireNonNull(context.runtimes.get("builtin"));
    assertThat(context.runtimes).hasSize(1);
  }

  @AfterEach
  void end() {
    timers.close();
  }

  private static RunSpec spec(String id, String program, String input, ProcessLimits limits) {
    return new RunSpec(
        id, "agent", Map.of("name", "builtin", "program", program), Map.of("input.json", input.getBytes(UTF_8)), Map.of(), List.of(), List.of(),
        List.of(), limits, false);
  }

  private CollectedRun started(String id, String program, String input) throws CapsuleException {
    CollectedRun run = new CollectedRun();
    runtime.start(spec(id, program, input, ProcessLimits.none()), run);
    return run;
  }

  private CollectedRun ran(String program, String input) throws Exception {
    CollectedRun run = started("r1", program, input);
    assertThat(run.exits).as("nothing happens before the first line").isEmpty();
    runtime.send("r1", FIRST);
    assertThat(run.await()).isEqualTo(WELL);
    return run;
  }

  private CapsuleException refused(String program, String input) {
    return catchThrowableOfType(CapsuleException.class, () -> started("r1", program, input));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{\"a\":[1,2.5,\"\\u00e4\\n\"]}", "\"text\"", "[]", "{\"type\":\"tool\",\"id\":1,\"name\":\"files/read\"}"})
  void identityGivesItsInputUnchanged(String input) throws Exception {
    assertThat(ran("identity", input).out()).isEqualTo("{\"type\":\"output\",\"value\":" + input + "}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "42 | 42;",
        "[1,2] | [1,2];",
        "\"one\\ntwo\\r\\nthree\" | one;two;three;",
        "\"say \\\"hi\\\" \\\\ \\/ \\u00e4\\t.\" | say \"hi\" \\ / ä\t.;",
        "{\"a\":1} | > {\"a\":1};",
      })
  void echoPrintsItsInputAsLinesAndGivesIt(String input, String lines) throws Exception {
    assertThat(ran("echo", input).out()).isEqualTo(lines.replace(';', '\n') + "{\"type\":\"output\",\"value\":" + input + "}\n");
  }

  @Test
  void echoPrintsWhatIsEscapedAsItIs() throws Exception {
    assertThat(ran("echo", "\"\\b\\f\\u0000\"").out()).startsWith("\b\f\0\n");
  }

  @Test
  void echoOfNothingPrintsNoLine() throws Exception {
    assertThat(ran("echo", "\"\"").out()).isEqualTo("{\"type\":\"output\",\"value\":\"\"}\n");
  }

  @Test
  void noLineThatIsEchoedIsAMessageOfTheRuns() throws Exception {
    String call = "{\\\"type\\\":\\\"tool\\\",\\\"id\\\":1,\\\"name\\\":\\\"files/read\\\"}";
    CollectedRun run = ran("echo", "\"" + call + "\\n  " + call + "\\r" + call + "\"");
    assertThat(run.out().lines().filter(line -> line.contains("files/read") && !line.startsWith("{\"type\":\"output\"")))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).startsWith("> "));
  }

  @Test
  void aLineBreakBetweenPartsOfTheInputBreaksNoMessage() throws Exception {
    assertThat(ran("identity", "{\n\"a\":\r\n1}\n").out()).isEqualTo("{\"type\":\"output\",\"value\":{ \"a\":  1}}\n");
  }

  @Test
  void theLargestInputComesBackWholeAndALargerOneIsRefused() throws Exception {
    String most = "\"" + "x".repeat(Input.MOST_BYTES - 2) + "\"";
    assertThat(ran("echo", most).out()).hasSize(2 * Input.MOST_BYTES - 2 + 1 + "{\"type\":\"output\",\"value\":}\n".length());
    assertThat(refused("echo", most + " ")).hasMessage("the input has 1047553 bytes; the runtime builtin takes at most 1047552");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"0.05 | 0.05", "{\"seconds\":0.05} | 0.05", "{ \"seconds\" : 5.0E-2 } | 5.0E-2", "0 | 0", "-0 | -0"})
  void sleepGivesWhatItSlept(String input, String seconds) throws Exception {
    long begun = System.nanoTime();
    CollectedRun run = ran("sleep", input);
    assertThat(run.out()).isEqualTo("{\"type\":\"output\",\"value\":{\"seconds\":" + seconds + "}}\n");
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo((long) (Double.parseDouble(seconds) * 1e9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"1\"", "[1]", "{}", "{\"seconds\":\"1\"}", "{\"seconds\":1,\"more\":2}", "{\"minutes\":1}", "true", "01"})
  void sleepTakesANumberOfSecondsAlone(String input) {
    CapsuleException refused = refused("sleep", input);
    assertThat(refused.kind()).isEqualTo(CapsuleException.Kind.INVALID);
    assertThat(refused).hasMessage("input of sleep: must be a number of seconds, or {\"seconds\": number}, and nothing more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"86400.001", "-1", "1e999", "123456789012345"})
  void sleepTakesNoMoreThanADay(String input) throws Exception {
    assertThat(refused("sleep", input)).hasMessage("input of sleep: " + input + " s is not between 0 and 86400 s, which is a day");
    CollectedRun longest = started("r1", "sleep", "86400");
    runtime.stop("r1");
    assertThat(longest.await()).isEqualTo(STOPPED);
  }

  @Test
  void thousandsSleepAsTimersAloneAndEachIsStoppedAtOnce() throws Exception {
    int threads = Thread.activeCount();
    List<CollectedRun> runs = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      runs.add(started("r" + i, "sleep", "3600"));
      runtime.send("r" + i, FIRST);
    }
    assertThat(timers.waiting).hasSize(5000);
    assertThat(Thread.activeCount() - threads).isLessThanOrEqualTo(2);
    for (int i = 0; i < 5000; i++) {
      runtime.stop("r" + i);
    }
    assertThat(runs).allSatisfy(run -> assertThat(run.exits).containsExactly(STOPPED));
    assertThat(runs).allSatisfy(run -> assertThat(run.out()).isEmpty());
    assertThat(timers.waiting).isEmpty();
  }

  @Test
  void aRunThatFindsNoTimerFailsWithWords() throws Exception {
    timers.most = 0;
    CollectedRun run = started("r1", "sleep", "1");
    runtime.send("r1", FIRST);
    assertThat(run.exits).containsExactly(new ProcessExit(1, false, "none", false));
    assertThat(run.err()).isEqualTo("it cannot sleep: there are 0 timers\n");
  }

  @Test
  void aRunEndsOnceHoweverStopAndItsTimeMeet() throws Exception {
    for (int i = 0; i < 500; i++) {
      String id = "r" + i;
      CollectedRun run = started(id, "sleep", "0.0005");
      runtime.send(id, FIRST);
      Thread stopping = Thread.ofVirtual().start(() -> runtime.stop(id));
      ProcessExit exit = run.await();
      stopping.join();
      assertThat(run.exits).containsExactly(exit);
      assertThat(run.out()).hasLineCount(exit.stopped() && run.out().isEmpty() ? 0 : 1);
    }
    assertThat(timers.waiting).isEmpty();
  }

  @Test
  void oneThatIsStoppedWhilePrintingEndsAfterWhatItHandsOver() throws Exception {
    CountDownLatch printing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CollectedRun run =
        new CollectedRun() {
          @Override
          public void stdout(byte[] bytes) {
            printing.countDown();
            try {
              assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            super.stdout(bytes);
          }
        };
    runtime.start(spec("r1", "identity", "\"" + "x".repeat(200_000) + "\"", ProcessLimits.none()), run);
    Thread sender = Thread.ofVirtual().start(() -> assertThatCode(() -> runtime.send("r1", FIRST)).doesNotThrowAnyException());
    assertThat(printing.await(20, TimeUnit.SECONDS)).isTrue();
    runtime.stop("r1");
    assertThat(run.exits).isEmpty();
    go.countDown();
    assertThat(run.await()).isEqualTo(STOPPED);
    sender.join();
    assertThat(run.out()).hasSize(64 * 1024);
  }

  @Test
  void stopEndsOneThatHasNotBegunAndLaterLinesAreIgnored() throws Exception {
    CollectedRun run = started("r1", "echo", "1");
    runtime.stop("r1");
    runtime.stop("r1");
    runtime.send("r1", FIRST);
    assertThat(run.exits).containsExactly(STOPPED);
    assertThat(run.out()).isEmpty();
    assertThatCode(() -> runtime.stop("never")).doesNotThrowAnyException();
  }

  @Test
  void aSecondLineDoesNothing() throws Exception {
    CollectedRun run = started("r1", "sleep", "3600");
    runtime.send("r1", FIRST);
    runtime.send("r1", FIRST);
    assertThat(timers.waiting).hasSize(1);
    runtime.stop("r1");
    assertThat(run.exits).containsExactly(STOPPED);
  }

  @Test
  void aLineWithABreakIsRefused() {
    assertThatThrownBy(() -> runtime.send("r1", "a\nb")).hasMessageContaining("no line break");
  }

  @Test
  void oneIdRunsOnceAtATimeAndAgainAfterItsEnd() throws Exception {
    CollectedRun first = started("r1", "identity", "1");
    assertThat(refused("identity", "1").kind()).isEqualTo(CapsuleException.Kind.STATE);
    runtime.send("r1", FIRST);
    assertThat(first.await()).isEqualTo(WELL);
    assertThat(ran("identity", "2").out()).contains("\"value\":2");
  }

  @Test
  void noLimitIsKeptAndSoNoneIsTaken() throws Exception {
    assertThat(runtime.describe().limits())
        .containsOnlyKeys("memory", "processes", "cpuPercent", "storage")
        .allSatisfy((name, kept) -> assertThat(kept).isEqualTo(Enforcement.NONE));
    assertThat(runtime.describe().confinement()).isNotEmpty().allMatch(Confinement::usable);
    for (ProcessLimits limits : List.of(new ProcessLimits(1L, null, null), new ProcessLimits(null, 1, null), new ProcessLimits(null, null, 1))) {
      assertThatThrownBy(() -> runtime.start(spec("r1", "echo", "1", limits), new CollectedRun()))
          .hasMessage("the runtime builtin keeps no limits of memory, processes or processor time, and was asked for one");
    }
  }
}
