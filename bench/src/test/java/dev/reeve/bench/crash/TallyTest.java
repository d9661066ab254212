package dev.reeve.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {

  private static CycleResult cycle(long loaded, Findings findings) {
    Aftermath.Seen seen = new Aftermath.Seen(Map.of(Kind.INVITES, loaded + 5), 2, 1);
    return new CycleResult(
        new Loaded(Duration.ofMillis(900), Duration.ofMillis(500), loaded), 1, Duration.ofMillis(700), seen, Duration.ofSeconds(4), findings);
  }

  @Test
  void aRunOfAllItsCyclesWithNothingFoundPasses() {
    Tally tally = new Tally(new CrashPlan(2, 25, 8, 200, 1));
    tally.add(cycle(100, Findings.NONE));
    assertThat(tally.passed()).isFalse();
    tally.add(cycle(200, Findings.NONE));
    tally.home(null, 77, Map.of(RunEnds.Way.BY_THEMSELVES, 3));
    tally.home(null, 3, Map.of(RunEnds.Way.BY_THEMSELVES, 1));
    assertThat(tally.passed()).isTrue();
    assertThat(tally.summary().lines().toList())
        .startsWith(
            "2 cycles on 2 homes, 2 kills during start-up, 310 changes acknowledged, 4 unanswered of which 2 held, 0 lost, 0 invented,"
                + " chain intact (80 records)",
            "acknowledged: invites 310; runs that ended: by themselves 4")
        .last()
        .asString()
        .startsWith("300/s under load, the least of a cycle 200, the median 400; restart p50 700 ms, max 700 ms; ");
  }

  @Test
  void aLoadUnderTheFloorFailsWithWords() {
    Tally tally = new Tally(new CrashPlan(1, 25, 8, 201, 1));
    tally.add(cycle(100, Findings.NONE));
    assertThat(tally.passed()).isFalse();
    assertThat(tally.problems()).containsExactly(
        "the load of cycle 1 was 200 acknowledged changes a second, the floor is 201: a crash without load proves nothing");
  }

  @Test
  void anythingFoundFails() {
    for (Findings found : List.of(
        new Findings(List.of("x"), List.of(), List.of()), new Findings(List.of(), List.of("x"), List.of()), Findings.wrong("x"))) {
      Tally tally = new Tally(new CrashPlan(1, 25, 8, 0, 1));
      tally.add(cycle(100, found));
      assertThat(tally.passed()).isFalse();
      assertThat(tally.problems()).hasSize(1);
    }
  }

  @Test
  void aBrokenChainFails() {
    Tally tally = new Tally(new CrashPlan(1, 25, 8, 0, 1));
    tally.add(cycle(100, Findings.NONE));
    tally.home("record 3", 2, Map.of());
    assertThat(tally.passed()).isFalse();
    assertThat(tally.summary()).contains("chain BROKEN (2 records)");
  }

  @Test
  void aPlanOutOfItsBoundsIsRefused() {
    assertThatThrownBy(() -> new CrashPlan(0, 25, 8, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CrashPlan(1, 0, 8, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CrashPlan(1, 25, 63, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CrashPlan(1, 25, 8, -1, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
