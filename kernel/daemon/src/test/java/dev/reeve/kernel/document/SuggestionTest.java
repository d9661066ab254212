package dev.reeve.kernel.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  @ParameterizedTest
  @CsvSource({"a, a, 0", "taks, task, 1", "task, tasks, 1", "abc, xyz, 3", "'', abc, 3", "enableed, enabled, 1", "ca, abc, 3"})
  void countsInsertionsDeletionsReplacementsAndSwaps(String a, String b, int distance) {
    assertThat(Suggestion.distance(a, b)).isEqualTo(distance);
    assertThat(Suggestion.distance(b, a)).isEqualTo(distance);
  }

  @Test
  void proposesTheNearestOfTheNear() {
    assertThat(Suggestion.nearest("Grents", List.of("groups", "grants", "grant"))).isEqualTo("; did you mean 'grants'?");
    assertThat(Suggestion.nearest("x", List.of("grants"))).isEmpty();
    assertThat(Suggestion.nearest("grants", List.of())).isEmpty();
    assertThat(Suggestion.nearest("g".repeat(100_000), List.of("g".repeat(65)))).isEmpty();
  }
}
