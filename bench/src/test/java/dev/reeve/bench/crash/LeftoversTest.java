package dev.reeve.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class LeftoversTest {

  @Test
  void aProcessIsKnownByTheRunInItsEnvironment() throws Exception {
    ProcessBuilder sleep = new ProcessBuilder("sleep", "60");
    sleep.environment().put("REEVE_RUN_ID", "of-leftovers-test");
    Process process = sleep.start();
    try {
      assertThat(Leftovers.of(Set.of("of-leftovers-test")))
          .containsExactly("process " + process.pid() + " of run of-leftovers-test lives, and the run has ended");
      assertThat(Leftovers.of(Set.of("another"))).isEmpty();
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(Leftovers.of(Set.of("of-leftovers-test"))).isEmpty();
  }
}
