package dev.reeve.kernel.agent;

import static dev.reeve.kernel.agent.AgentDesk.ALICE;
import static dev.reeve.kernel.agent.AgentDesk.OPERATOR;
import static dev.reeve.kernel.agent.AgentDesk.id;
import static dev.reeve.kernel.agent.AgentDesk.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class AgentConcurrencyTest {

  private static final int THREADS = 8;

  @TempDir Path folder;
  private AgentDesk desk;
  private AgentOperations agents;

  @BeforeEach
  void open() throws Exception {
    desk = new AgentDesk(folder);
    agents = desk.agents;
  }

  @AfterEach
  void close() {
    desk.close();
  }

  /** What each thread's call came to: its answer, or the code of its refusal. */
  private static List<Object> atOnce(List<? extends Callable<?>> calls) throws Exception {
    CountDownLatch ready = new CountDownLatch(calls.size());
    List<Future<Object>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Callable<?> call : calls) {
        answers.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  try {
                    return call.call();
                  } catch (KernelException e) {
                    return e.code();
                  }
                }));
      }
    }
    List<Object> outcomes = new ArrayList<>();
    for (Future<Object> answer : answers) {
      outcomes.add(answer.get());
    }
    return outcomes;
  }

  private List<AgentHistory.Version> versions() {
    return agents.history().versions(OPERATOR, "ada", Long.MAX_VALUE, 1000);
  }

  @Test
  void ofFirstDeploymentsAtOnceNoneMakesATwinAndNoneIsLost() throws Exception {
    List<Object> outcomes =
        atOnce(IntStream.range(0, THREADS).mapToObj(i -> (Callable<Object>) () -> desk.deploy(manifest("ada", "1.0." + i)).agent().deployed()).toList());
    assertThat(outcomes).doesNotHaveDuplicates().allMatch(outcome -> outcome instanceof String);
    assertThat(versions()).hasSize(THREADS);
    assertThat(versions().stream().map(version -> version.version() + "#" + version.revision())).containsExactlyInAnyOrderElementsOf(
        outcomes.stream().map(String::valueOf).toList());
    assertThat(versions().stream().filter(AgentHistory.Version::current)).containsExactly(versions().getFirst());
    assertThat(agents.find("ada").generation()).isEqualTo(THREADS);
    assertThat(desk.store.list("SELECT 1 FROM agents", row -> 1)).hasSize(1);
  }

  @Test
  void ofOneVersionWithDifferentContentsOneIsDeployed() throws Exception {
    List<Object> outcomes =
        atOnce(
            IntStream.range(0, THREADS)
                .mapToObj(i -> (Callable<Object>) () -> desk.deploy(manifest("ada", "1.0.0", "  env: {N: \"" + i + "\"}\n")).changed())
                .toList());
    assertThat(outcomes.stream().filter(Boolean.TRUE::equals)).hasSize(1);
    assertThat(outcomes.stream().filter(ErrorCode.ERROR_CODE_ALREADY_EXISTS::equals)).hasSize(THREADS - 1);
    assertThat(versions()).hasSize(1);
  }

  @Test
  void ofOneVersionForcedByAllEveryContentGetsItsRevision() throws Exception {
    List<Object> outcomes =
        atOnce(
            IntStream.range(0, THREADS)
                .mapToObj(
                    i ->
                        (Callable<Object>)
                            () -> agents.deploy(ALICE, "ada", manifest("ada", "1.0.0", "  env: {N: \"" + i + "\"}\n"), true, false).agent().revision())
                .toList());
    assertThat(outcomes).containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, THREADS).boxed().map(i -> (Object) i).toList());
    assertThat(versions().stream().map(AgentHistory.Version::digest)).doesNotHaveDuplicates().hasSize(THREADS);
  }

  /** Whatever the order, the history goes where the agent goes, and nothing is written where nobody may. */
  @Test
  void aChangeOfScopeAndDeploymentsAtOnceLeaveOneWholeAgent() throws Exception {
    desk.deploy(manifest("ada", "0.0.1"));
    for (int round = 0; round < 10; round++) {
      AgentScope target = round % 2 == 0 ? AgentScope.GLOBAL : AgentScope.ORG;
      int number = round;
      List<Callable<Object>> calls = new ArrayList<>(List.of(() -> agents.changeScope(OPERATOR, "ada", target, false).changed()));
      IntStream.range(0, 3).forEach(i -> calls.add(() -> desk.deploy(manifest("ada", number + "." + i + ".0")).agent().scope()));
      List<Object> outcomes = atOnce(calls);
      assertThat(outcomes.getFirst()).isEqualTo(true);
      assertThat(outcomes.subList(1, 4))
          .as("alice may not publish: deployed before or after it was global")
          .allMatch(outcome -> outcome == AgentScope.ORG || outcome == ErrorCode.ERROR_CODE_PERMISSION_DENIED);
      assertThat(agents.find("ada").scope()).isEqualTo(target);
      assertThat(desk.store.list("SELECT DISTINCT org FROM manifests", row -> row.getString("org"))).containsExactly(target.org());
      assertThat(desk.store.check()).isEmpty();
    }
    List<Long> positions = versions().stream().map(AgentHistory.Version::position).toList();
    assertThat(positions).containsExactlyElementsOf(IntStream.range(0, positions.size()).mapToObj(i -> (long) positions.size() - i).toList());
  }

  /** As a start does it: the gate and the run's record in one transaction. */
  private Object start(String run) {
    return desk.store.write(
        transaction -> {
          AgentGate.require(transaction, id("ada"), "ada");
          return transaction.update(
              "INSERT INTO runs(org, id, agent_id, agent_name, version, revision, manifest_digest, state, reason, owner_id, owner, started_by_id,"
                  + " started_by, input, intent, request_digest, timeout_seconds, timeout_source, created_at, sandbox, attempt, last_sequence,"
                  + " generation) VALUES ('local', ?, ?, 'ada', '1', 1, '', 'RUNNING', '', '', '', '', '', '', '', '', 1, '', '', '', 1, 0, 1)",
              run, id("ada"));
        });
  }

  @Test
  void noRunIsBornOfAnAgentThatWasPausedBefore() throws Exception {
    desk.deploy(manifest("ada", "1.0.0"));
    for (int round = 0; round < 20; round++) {
      int number = round;
      List<Callable<Object>> calls = new ArrayList<>();
      IntStream.range(0, 4).forEach(i -> calls.add(() -> start("r" + number + "-" + i)));
      calls.add(
          () -> {
            boolean paused = agents.setStatus(ALICE, "ada", AgentStatus.PAUSED, "", false).changed();
            long then = desk.store.list("SELECT count(*) AS n FROM runs", row -> row.getLong("n")).getFirst();
            return paused ? then : -1L;
          });
      List<Object> outcomes = atOnce(calls);
      long born = desk.store.list("SELECT count(*) AS n FROM runs", row -> row.getLong("n")).getFirst();
      assertThat(outcomes.getLast()).as("runs on record when the pause was answered").isEqualTo(born);
      assertThat(outcomes.subList(0, 4)).allMatch(outcome -> outcome.equals(1) || outcome == ErrorCode.ERROR_CODE_FAILED_PRECONDITION);
      assertThat(agents.setStatus(ALICE, "ada", AgentStatus.ACTIVE, "", false).changed()).isTrue();
    }
  }

  @Test
  void noRunOutlivesItsAgentsDeletion() throws Exception {
    AgentDeletion deletion = agents.deletion(new RecordedRuns(desk.store, (by, run, reason) -> {}));
    for (int round = 0; round < 20; round++) {
      desk.deploy(manifest("ada", "1.0." + round));
      int number = round;
      List<Object> outcomes = atOnce(List.of(() -> start("r" + number), () -> deletion.delete(ALICE, "ada", false, false).changed()));
      boolean started = outcomes.getFirst().equals(1);
      assertThat(outcomes.getLast()).isEqualTo(started ? ErrorCode.ERROR_CODE_FAILED_PRECONDITION : (Object) true);
      desk.store.write(transaction -> transaction.update("UPDATE runs SET ended_at = 'x'"));
      var unused = deletion.delete(ALICE, "ada", false, false);
    }
  }
}
