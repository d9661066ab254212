package dev.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Ids of calls. */
final class RequestIdTest {

  @Test
  void theyAreRandomUuidsAndNoTwoAreTheSame() {
    List<UUID> ids = Stream.generate(RequestId::next).limit(1_000).toList();
    assertThat(ids).doesNotHaveDuplicates().allSatisfy(id -> {
      assertThat(id.version()).isEqualTo(4);
      assertThat(id.variant()).isEqualTo(2);
    });
    for (int bit = 0; bit < 64; bit++) {
      int at = bit;
      boolean fixed = bit >= 12 && bit < 16;
      assertThat(ids.stream().map(id -> id.getMostSignificantBits() >>> at & 1).distinct()).as("high bit %d", at).hasSize(fixed ? 1 : 2);
      assertThat(ids.stream().map(id -> id.getLeastSignificantBits() >>> at & 1).distinct()).as("low bit %d", at).hasSize(at < 62 ? 2 : 1);
    }
  }
}
