package dev.reeve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void timesAreRfc3339InUtcAndNoTimeIsEmpty() {
    Timestamp time = Timestamp.newBuilder().setSeconds(1_763_650_800).setNanos(7_999_999).build();
    assertThat(Words.time(time)).isEqualTo("2025-11-20T15:00:00.007Z");
    assertThat(Words.time(Timestamp.getDefaultInstance())).isEmpty();
    assertThat(Words.time(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build())).isEqualTo("unreadable");
  }

  @Test
  void durationsAreInUnits() {
    assertThat(Words.duration(Duration.newBuilder().setSeconds(9_000).build())).isEqualTo("2h30m");
    assertThat(Words.duration(Duration.newBuilder().setSeconds(86_401).build())).isEqualTo("1d1s");
    assertThat(Words.duration(Duration.newBuilder().setNanos(5_000_000).build())).isEqualTo("5ms");
    assertThat(Words.duration(Duration.getDefaultInstance())).isEmpty();
  }
}
