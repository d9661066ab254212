package dev.reeve.cli.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ContractTimeTest {

  @Test
  void momentsGoThereAndBack() {
    for (String moment : new String[] {"2027-01-31T12:00:00Z", "2026-11-20T14:00:00.000000001Z", "1969-12-31T23:59:59.75Z"}) {
      assertThat(ContractTime.instant(ContractTime.of(Instant.parse(moment)))).isEqualTo(moment);
    }
    assertThat(ContractTime.of(Instant.parse("1970-01-01T00:00:01.5Z"))).isEqualTo(Timestamp.newBuilder().setSeconds(1).setNanos(500_000_000).build());
    assertThatThrownBy(() -> ContractTime.instant(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build())).isInstanceOf(DateTimeException.class);
  }

  @Test
  void durationsKeepTheirParts() {
    assertThat(ContractTime.of(Duration.ofMillis(90_250)))
        .isEqualTo(com.google.protobuf.Duration.newBuilder().setSeconds(90).setNanos(250_000_000).build());
  }
}
