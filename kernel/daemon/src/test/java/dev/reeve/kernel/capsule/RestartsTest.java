package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartsTest {

  @Test
  void fiveTriesAtDoubledIntervalsOfAtMostTwoMinutes() {
    Instant now = Instant.EPOCH;
    Restarts restarts = Restarts.NONE;
    List<Long> waits = new ArrayList<>();
    for (restarts = restarts.failed(now); !restarts.spent(); restarts = restarts.failed(now)) {
      Instant next = java.util.Objects.requireNonNull(restarts.next());
      assertThat(restarts.due(next.minusNanos(1))).isFalse();
      assertThat(restarts.due(next)).isTrue();
      waits.add(Duration.between(now, next).toSeconds());
      assertThat(waits.getLast()).isBetween(2L, 120L);
      now = next;
    }
    assertThat(waits).containsExactly(2L, 4L, 8L, 16L, 32L);
    assertThat(restarts.next()).isNull();
    assertThat(restarts.due(Instant.MAX)).isFalse();
  }
}
