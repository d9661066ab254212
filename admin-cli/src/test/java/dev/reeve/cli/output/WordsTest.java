package dev.reeve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.Instant;
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
  void howFarOffATimeIsIsInWords() {
    Instant now = Instant.ofEpochSecond(1_000_000, 500_000_000);
    assertThat(Words.fromNow(Timestamp.newBuilder().setSeconds(1_000_252).setNanos(600_000_000).build(), now)).isEqualTo("in 4m 12s");
    assertThat(Words.fromNow(Timestamp.newBuilder().setSeconds(996_220).setNanos(500_000_000).build(), now)).isEqualTo("1h 3m ago");
    assertThat(Words.fromNow(Timestamp.newBuilder().setSeconds(1_000_000).setNanos(900_000_000).build(), now)).isEqualTo("now");
    assertThat(Words.fromNow(Timestamp.getDefaultInstance(), now)).isEmpty();
    assertThat(Words.fromNow(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build(), now)).isEqualTo("unreadable");
  }

  @Test
  void durationsAreInUnits() {
    assertThat(Words.duration(Duration.newBuilder().setSeconds(9_000).build())).isEqualTo("2h30m");
    assertThat(Words.duration(Duration.newBuilder().setSeconds(86_401).build())).isEqualTo("1d1s");
    assertThat(Words.duration(Duration.newBuilder().setNanos(5_000_000).build())).isEqualTo("5ms");
    assertThat(Words.duration(Duration.getDefaultInstance())).isEmpty();
  }
}
