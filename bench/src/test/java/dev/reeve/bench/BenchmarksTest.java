package dev.reeve.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

class BenchmarksTest {

  /** A moment of each decision in this process: that it runs and can be reported, not how fast it is. */
  @Test
  @Timeout(60)
  void theDecisionIsMeasuredAndReported() throws Exception {
    Collection<RunResult> results = new Runner(
        new OptionsBuilder().include("DecisionBench.(floor|allowByGrant)").param("callers", "10 of 10").forks(0)
            .warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(50)).shouldFailOnError(true).build()).run();
    assertThat(results).hasSize(4).allMatch(result -> result.getPrimaryResult().getScore() > 0);
    assertThat(Report.of(results)).contains("| floor | `10 of 10` |", "| allowByGrant | `10 of 10` |");
  }
}
