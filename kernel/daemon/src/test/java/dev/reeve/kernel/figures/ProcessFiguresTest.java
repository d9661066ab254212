package dev.reeve.kernel.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.Eventually;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessFiguresTest {

  @Test
  void theyAreOfThisProcessAndItsTimeGoesOn() throws Exception {
    ProcessFigures first = ProcessFigures.now();
    assertThat(first.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(first.memoryBytes()).isGreaterThan(10L << 20).isLessThan(1L << 40);
    assertThat(first.heapBytes()).isPositive().isLessThanOrEqualTo(first.heapLimitBytes());
    assertThat(first.threads()).isBetween(2, 10_000);
    assertThat(first.processors()).isPositive();
    Eventually.isTrue("waiting for it takes time, too", () -> ProcessFigures.now().cpuTime().compareTo(first.cpuTime().plus(Duration.ofMillis(20))) > 0);
  }
}
