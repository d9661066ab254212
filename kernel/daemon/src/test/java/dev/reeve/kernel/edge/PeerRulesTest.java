package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeerRulesTest {

  private static final long SELF = ProcessHandle.current().pid();

  /** A process that lives until it is closed. */
  private record Sleeper(Process process) implements AutoCloseable {

    static Sleeper start(String... before) throws Exception {
      java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of(before));
      command.addAll(java.util.List.of("/bin/sh", "-c", "echo on; read end"));
      Process process = new ProcessBuilder(command).start();
      Sleeper sleeper = new Sleeper(process);
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      if (!"on".equals(out.readLine())) {
        sleeper.close();
        assumeTrue(false, "this host does not permit " + String.join(" ", before));
      }
      return sleeper;
    }

    long pid() {
      return process.pid();
    }

    @Override
    public void close() throws IOException {
      process.getOutputStream().close();
      process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  private static Instant started(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().startInstant()).orElseThrow();
  }

  private static boolean nobody(long kernel, long pid) {
    return new PeerRules(kernel, inside -> false).isNobody(pid, started(pid));
  }

  @Test
  void anOrdinaryProcessIsSomebody() throws Exception {
    try (Sleeper kernel = Sleeper.start();
        Sleeper other = Sleeper.start()) {
      assertThat(nobody(kernel.pid(), other.pid())).isFalse();
      assertThat(nobody(kernel.pid(), SELF)).as("the parent of the kernel").isFalse();
    }
  }

  @Test
  void theKernelItselfAndWhatDescendsFromItIsNobody() throws Exception {
    try (Sleeper child = Sleeper.start()) {
      assertThat(nobody(SELF, SELF)).isTrue();
      assertThat(nobody(SELF, child.pid())).isTrue();
    }
    try (Sleeper grandchild = Sleeper.start("/bin/sh", "-c", "\"$@\"; exit $?", "sh")) {
      long deepest = grandchild.process().descendants().findFirst().map(ProcessHandle::pid).orElse(grandchild.pid());
      assertThat(nobody(SELF, deepest)).isTrue();
    }
  }

  @Test
  void whatIsInsideARunIsNobody() throws Exception {
    try (Sleeper kernel = Sleeper.start();
        Sleeper run = Sleeper.start()) {
      PeerRules rules = new PeerRules(kernel.pid(), pid -> pid == run.pid());
      assertThat(rules.isNobody(run.pid(), started(run.pid()))).isTrue();
      assertThat(rules.isNobody(SELF, started(SELF))).isFalse();
    }
  }

  @Test
  void aProcessInAnotherPidNamespaceIsNobody() throws Exception {
    try (Sleeper kernel = Sleeper.start();
        Sleeper outside = Sleeper.start("unshare", "--pid", "--fork")) {
      ProcessHandle inside = outside.process().descendants().findFirst().orElseThrow();
      assertThat(ProcessFacts.pidNamespaceDepth(inside.pid())).isEqualTo(ProcessFacts.pidNamespaceDepth(SELF) + 1);
      assertThat(nobody(kernel.pid(), inside.pid())).isTrue();
    }
  }

  @Test
  void aProcessInAnotherUserNamespaceIsNobody() throws Exception {
    try (Sleeper kernel = Sleeper.start();
        Sleeper inside = Sleeper.start("unshare", "--user", "--map-root-user")) {
      assumeTrue(!Files.readString(Path.of("/proc/" + inside.pid() + "/uid_map")).isBlank(), "the map was not written");
      assertThat(nobody(kernel.pid(), inside.pid())).isTrue();
    }
  }

  @Test
  void aProcessThatIsGoneOrWhosePidIsAnothersNowIsNobody() throws Exception {
    try (Sleeper kernel = Sleeper.start()) {
      PeerRules rules = new PeerRules(kernel.pid(), inside -> false);
      Sleeper gone = Sleeper.start();
      Instant lived = started(gone.pid());
      gone.close();
      assertThat(rules.isNobody(gone.pid(), lived)).isTrue();
      assertThat(rules.isNobody(SELF, started(SELF).minusSeconds(1))).as("a pid used again").isTrue();
      assertThat(rules.isNobody(SELF, null)).isTrue();
      assertThat(rules.isNobody(0, started(SELF))).as("out of sight").isTrue();
      assertThat(rules.isNobody(-1, started(SELF))).isTrue();
    }
  }
}
