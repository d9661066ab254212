package dev.reeve.bench.figure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BarTest {

  @Test
  void smallFiguresKeepADecimalAndLargeOnesDoNot() {
    assertThat(Bar.atMost("call", 4.64, "", 5, "µs").row()).isEqualTo("| call | 4.6 µs | ≤ 5 | 0.93 | met |");
    assertThat(Bar.atLeast("rate", 1_234.2, "half = x", 2_000, "/s").row()).isEqualTo("| rate | 1,234 /s | ≥ half = x = 2,000 | 0.62 | **not met** |");
  }
}
