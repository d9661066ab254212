package dev.reeve.bench.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void percentilesAreThoseOfTheSortedTimesInMicroseconds() {
    Latencies latencies = new Latencies(LongStream.rangeClosed(1, 200).map(i -> 201_000 - i * 1_000).toArray());
    assertThat(latencies.p50()).isEqualTo(100.0);
    assertThat(latencies.p99()).isEqualTo(198.0);
  }

  @Test
  void oneTimeIsEveryPercentile() {
    Latencies one = new Latencies(new long[] {7_000});
    assertThat(one.p50()).isEqualTo(one.p99()).isEqualTo(7.0);
  }

  @Test
  void nothingMeasuredIsRefused() {
    assertThatThrownBy(() -> new Latencies(new long[0])).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void eachStepIsTimedAndAFailureIsNotSwallowed() throws IOException {
    int[] done = {0};
    assertThat(Latencies.of(5, () -> done[0]++).sorted()).hasSize(5).isSorted();
    assertThat(done[0]).isEqualTo(5);
    assertThatThrownBy(() -> Latencies.of(5, () -> {
      throw new IOException("full");
    })).isInstanceOf(IOException.class).hasMessage("full");
  }
}
