package dev.reeve.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {

  private static CycleResult cycle(long loaded, Findings findings) {
    return new CycleResult(Duration.ofMillis(500), loaded, loaded + 5, 2, 1, 1, Duration.ofMillis(700), findings);
  }

  @Test
  void aRunOfAllItsCyclesWithNothingFoundPasses() {
    Tally tally = new Tally(new CrashPlan(2, 8, 200, 1));
    tally.add(cycle(100, Findings.NONE));
    assertThat(tally.passed()).isFalse();
    tally.add(cycle(200, Findings.NONE));
    tally.chain(null, 77);
    assertThat(tally.passed()).isTrue();
    assertThat(tally.summary())
        .isEqualTo("2 cycles, 2 kills during start-up, 310 changes acknowledged, 300/s under load, 4 unanswered of which 2 held, 0 lost, 0 invented,"
            + " chain intact (77 records), restart p50 700 ms, max 700 ms");
  }

  @Test
  void aLoadUnderTheFloorFailsWithWords() {
    Tally tally = new Tally(new CrashPlan(1, 8, 201, 1));
    tally.add(cycle(100, Findings.NONE));
    assertThat(tally.passed()).isFalse();
    assertThat(tally.problems()).containsExactly(
        "the load of cycle 1 was 200 acknowledged changes a second, the floor is 201: a crash without load proves nothing");
  }

  @Test
  void anythingFoundFails() {
    for (Findings found : List.of(
        new Findings(List.of("x"), List.of(), List.of()), new Findings(List.of(), List.of("x"), List.of()), Findings.wrong("x"))) {
      Tally tally = new Tally(new CrashPlan(1, 8, 0, 1));
      tally.add(cycle(100, found));
      assertThat(tally.passed()).isFalse();
      assertThat(tally.problems()).hasSize(1);
    }
  }

  @Test
  void aBrokenChainFails() {
    Tally tally = new Tally(new CrashPlan(1, 8, 0, 1));
    tally.add(cycle(100, Findings.NONE));
    tally.chain("record 3", 2);
    assertThat(tally.passed()).isFalse();
    assertThat(tally.summary()).contains("chain BROKEN (2 records)");
  }

  @Test
  void aPlanOutOfItsBoundsIsRefused() {
    assertThatThrownBy(() -> new CrashPlan(0, 8, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CrashPlan(1, 65, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CrashPlan(1, 8, -1, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
