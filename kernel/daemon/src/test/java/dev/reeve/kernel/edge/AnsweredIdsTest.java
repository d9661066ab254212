package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnsweredIdsTest {

  private final UUID one = new UUID(1, 2);
  private final UUID other = new UUID(1, 3);
  private final AnsweredIds ids = new AnsweredIds();

  private long mayHave(UUID principal, String prefix, int count) {
    return IntStream.range(0, count).filter(i -> ids.mayHave(principal, prefix + i)).count();
  }

  private void add(String prefix, int count) {
    IntStream.range(0, count).forEach(i -> ids.add(one, prefix + i));
  }

  @Test
  void whatWasNeverAddedIsNotThere() {
    assertThat(ids.mayHave(one, "a")).isFalse();
    ids.add(one, "a");
    assertThat(ids.mayHave(one, "a")).isTrue();
    assertThat(ids.mayHave(other, "a")).isFalse();
    assertThat(ids.mayHave(one, "b")).isFalse();
  }

  @Test
  void noneOfTheLatestIsMissed() {
    add("old-", AnsweredIds.KNOWN);
    add("new-", AnsweredIds.KNOWN);
    assertThat(mayHave(one, "new-", AnsweredIds.KNOWN)).isEqualTo(AnsweredIds.KNOWN);
    add("newer-", 5);
    assertThat(mayHave(one, "new-", AnsweredIds.KNOWN)).isEqualTo(AnsweredIds.KNOWN);
    assertThat(mayHave(one, "newer-", 5)).isEqualTo(5);
  }

  @Test
  void fewAreTakenForAnswered() {
    add("a-", 3 * AnsweredIds.KNOWN);
    int asked = 100_000;
    assertThat(mayHave(one, "never-", asked)).isLessThan(asked / 10);
    assertThat(mayHave(other, "a-", asked)).isLessThan(asked / 10);
  }
}
