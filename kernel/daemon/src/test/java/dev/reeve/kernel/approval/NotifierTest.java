package dev.reeve.kernel.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.approval.Notice.Event;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.v1.Danger;
import dev.reeve.v1.QuestionKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class NotifierTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofSeconds(4);
  private static final Notifier.ToolCall NO_TOOL = (_, _, _) -> {
    throw new AssertionError("no tool is to be called");
  };

  @TempDir private Path folder;

  private final ConcurrentLinkedQueue<String> logged = new ConcurrentLinkedQueue<>();
  private final Handler handler = new Handler() {
    @Override
    public void publish(LogRecord line) {
      logged.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };
  private final Logger logger = Logger.getLogger(Notifier.class.getName());

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
  }

  private static Notice notice(String id) {
    return new Notice(
        Event.PENDING, id, QuestionKind.QUESTION_KIND_TOOL, "bot", Danger.DANGER_ELEVATED, List.of("tool:invoke@files/write", "fs:write@/srv/secret"),
        Instant.parse("2026-03-04T12:05:00Z"));
  }

  private static ApprovalPolicy telling(@Nullable Notification notification) {
    ApprovalPolicy standard = ApprovalPolicy.DEFAULT;
    return new ApprovalPolicy(
        standard.expiry(), standard.stopClock(), standard.pending(), standard.pendingEach(), standard.capsules(), standard.tools(), standard.hosts(),
        standard.runs(), standard.entries(), notification);
  }

  private Notifier program(Duration deadline, String script, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(script(script)));
    words.addAll(List.of(arguments));
    return new Notifier(() -> telling(new Notification.Command(words)), NO_TOOL, deadline);
  }

  private static Notifier tool(Duration deadline, Notifier.ToolCall tool) {
    return new Notifier(() -> telling(new Notification.Tool("http/post", "notifier", Map.of("url", "https://example.org/"))), tool, deadline);
  }

  private String script(String text) throws IOException {
    Path file = folder.resolve("tell");
    Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    return file.toString();
  }

  private Path fifo(String name) throws Exception {
    Path fifo = folder.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    return fifo;
  }

  private static boolean alive(String pid) {
    return ProcessHandle.of(Long.parseLong(pid.strip())).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void aProgramIsGivenOneLineThatHoldsNothingOfWhatIsAsked() throws Exception {
    Path fifo = fifo("out");
    try (Notifier notifier = program(LONG, "cat > '" + fifo + "'")) {
      notifier.tell(notice("0197"));
      String told = Files.readString(fifo);
      assertThat(told)
          .isEqualTo(
              "{\"event\":\"pending\",\"approval\":\"0197\",\"kind\":\"TOOL\",\"asker\":\"bot\",\"danger\":\"ELEVATED\","
                  + "\"capabilities\":[\"tool:invoke\",\"fs:write\"],\"expires_at\":\"2026-03-04T12:05:00Z\"}\n");
    }
    assertThat(logged).isEmpty();
  }

  @Test
  void aProgramIsStartedWithItsWordsAndNothingElse() throws Exception {
    Path fifo = fifo("out");
    String look = "{ tr '\\0' '\\n' < /proc/$$/environ; pwd; printf '%s\\n' \"$@\"; } > '" + fifo + "'; echo noise; echo noise >&2";
    try (Notifier notifier = program(LONG, look, "a b", "$HOME", "")) {
      notifier.tell(notice("0197"));
      assertThat(Files.readString(fifo)).isEqualTo("PATH=/usr/local/bin:/usr/bin:/bin\n/\na b\n$HOME\n\n");
    }
  }

  @Test
  void aProgramThatHangsIsKilledWithItsChildren() throws Exception {
    Path fifo = fifo("out");
    try (Notifier notifier = program(SHORT, "sleep 1000 & echo $$ $! > '" + fifo + "'; wait")) {
      notifier.tell(notice("0197"));
      List<String> pids = List.of(Files.readString(fifo).strip().split(" "));
      assertThat(pids).hasSize(2);
      Eventually.isTrue("both are gone", () -> pids.stream().noneMatch(NotifierTest::alive));
      Eventually.isTrue("it is logged", () -> !logged.isEmpty());
      assertThat(logged).containsExactly("WARNING what should tell of question 0197 did not end in 4000 ms and was killed");
    }
  }

  @Test
  void aProgramThatReadsNothingIsNoMatter() throws Exception {
    Path fifo = fifo("out");
    try (Notifier notifier = program(LONG, "exec < /dev/null; echo done > '" + fifo + "'")) {
      notifier.tell(notice("0197"));
      assertThat(Files.readString(fifo)).isEqualTo("done\n");
    }
    assertThat(logged).isEmpty();
  }

  @Test
  void aFailureIsLoggedWithoutTheWords() throws Exception {
    try (Notifier notifier = program(LONG, "exit 7", "--token=geheim")) {
      notifier.tell(notice("0197"));
      Eventually.isTrue("it is logged", () -> !logged.isEmpty());
    }
    assertThat(logged).containsExactly("WARNING what should tell of question 0197 ended with code 7");
  }

  @Test
  void aProgramThatIsNotThereIsLoggedWithoutItsName() throws Exception {
    List<String> words = List.of(folder.resolve("absent").toString(), "--token=geheim");
    try (Notifier notifier = new Notifier(() -> telling(new Notification.Command(words)), NO_TOOL, LONG)) {
      notifier.tell(notice("0197"));
      Eventually.isTrue("it is logged", () -> !logged.isEmpty());
    }
    assertThat(logged).containsExactly("WARNING what should tell of question 0197 could not be started");
  }

  @Test
  void closingEndsWhatRuns() throws Exception {
    Path fifo = fifo("out");
    String pid;
    try (Notifier notifier = program(LONG, "echo $$ > '" + fifo + "'; exec sleep 1000")) {
      notifier.tell(notice("0197"));
      pid = Files.readString(fifo);
      assertThat(alive(pid)).isTrue();
    }
    Eventually.isTrue("it is gone", () -> !alive(pid));
  }

  @Test
  void atMostFourAreToldOfAtOnceAndNoneIsLostBeforeTheQueueIsFull() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch four = new CountDownLatch(Notifier.AT_ONCE);
    CountDownLatch go = new CountDownLatch(1);
    Set<Object> told = Collections.newSetFromMap(new ConcurrentHashMap<>());
    try (Notifier notifier = tool(LONG, (_, _, input) -> {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      four.countDown();
      await(go);
      told.add(question(input).get("approval"));
      now.decrementAndGet();
    })) {
      for (int i = 0; i < Notifier.AT_ONCE; i++) {
        notifier.tell(notice("first-" + i));
      }
      assertThat(four.await(1, TimeUnit.MINUTES)).isTrue();
      for (int i = 0; i < Notifier.WAITING + 10; i++) {
        notifier.tell(notice("then-" + i));
      }
      assertThat(logged).containsExactly("WARNING more questions came than can be told of; some are left out");
      go.countDown();
      Eventually.isTrue("all that had room are told of", () -> told.size() == Notifier.AT_ONCE + Notifier.WAITING);
      assertThat(told).contains("then-" + (Notifier.WAITING - 1)).doesNotContain("then-" + Notifier.WAITING);
      assertThat(most).hasValue(Notifier.AT_ONCE);
    }
  }

  @Test
  void aToolIsCalledAsThePrincipalWithTheQuestionAmongItsInput() throws Exception {
    LinkedBlockingQueue<List<String>> calls = new LinkedBlockingQueue<>();
    try (Notifier notifier = tool(LONG, (principal, name, input) -> calls.add(List.of(principal, name, input)))) {
      notifier.tell(new Notice(Event.ESCALATED, "0198", QuestionKind.QUESTION_KIND_RUN, "bot", Danger.DANGER_SAFE, List.of(), Instant.EPOCH));
      assertThat(calls.poll(1, TimeUnit.MINUTES))
          .containsExactly(
              "notifier", "http/post",
              "{\"url\":\"https://example.org/\",\"question\":{\"event\":\"escalated\",\"approval\":\"0198\",\"kind\":\"RUN\",\"asker\":\"bot\","
                  + "\"danger\":\"SAFE\",\"capabilities\":[],\"expires_at\":\"1970-01-01T00:00:00Z\"}}");
    }
  }

  @Test
  void aToolThatHangsIsInterruptedAndOneThatFailsIsLoggedWithoutItsMessage() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Notifier notifier = tool(SHORT, (_, _, input) -> {
      switch (String.valueOf(question(input).get("approval"))) {
        case "hangs" -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        }
        case "refused" -> throw KernelException.state("geheim");
        default -> throw new IllegalStateException("geheim");
      }
    })) {
      notifier.tell(notice("hangs"));
      notifier.tell(notice("refused"));
      notifier.tell(notice("fails"));
      assertThat(interrupted.await(1, TimeUnit.MINUTES)).isTrue();
      Eventually.isTrue("all are logged", () -> logged.size() == 3);
      assertThat(logged)
          .containsExactlyInAnyOrder(
              "WARNING what should tell of question hangs did not answer in 4000 ms",
              "WARNING what should tell of question refused was refused: ERROR_CODE_FAILED_PRECONDITION",
              "WARNING what should tell of question fails failed: IllegalStateException");
    }
  }

  @Test
  void thePolicyIsLookedAtForEachNotice() throws Exception {
    LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
    try (Notifier notifier = new Notifier(() -> {
      asked.add("asked");
      return asked.size() == 1 ? failing() : ApprovalPolicy.DEFAULT;
    }, NO_TOOL, LONG)) {
      notifier.tell(notice("0197"));
      Eventually.isTrue("the failure is logged", () -> !logged.isEmpty());
      notifier.tell(notice("0198"));
      Eventually.isTrue("it is looked at again", () -> asked.size() == 2);
    }
    assertThat(logged).containsExactly("WARNING what should tell of question 0197 failed: IllegalStateException");
  }

  private static ApprovalPolicy failing() {
    throw new IllegalStateException("no policy");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<?, ?> question(String input) {
    try {
      return (Map<?, ?>) Objects.requireNonNull(JsonText.parseObject(input).get("question"));
    } catch (JsonText.NotJsonException e) {
      throw new IllegalStateException(e);
    }
  }
}
