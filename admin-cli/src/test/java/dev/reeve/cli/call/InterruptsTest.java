package dev.reeve.cli.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterruptsTest {

  private final Interrupts interrupts = new Interrupts();
  private final List<String> ran = new ArrayList<>();

  @Test
  void eachInterruptRunsTheInnermostActionOnce() {
    try (var _ = interrupts.register(() -> ran.add("outer"));
        var _ = interrupts.register(() -> ran.add("inner"))) {
      assertThat(interrupts.fire()).isTrue();
      assertThat(ran).containsExactly("inner");
      assertThat(interrupts.fire()).isTrue();
      assertThat(ran).containsExactly("inner", "outer");
      assertThat(interrupts.fire()).isFalse();
    }
  }

  @Test
  void anActionThatHasEndedIsNotRun() {
    interrupts.register(() -> ran.add("ended")).close();
    assertThat(interrupts.fire()).isFalse();
    assertThat(ran).isEmpty();
    assertThat(interrupts.fired()).isTrue();
    interrupts.reset();
    assertThat(interrupts.fired()).isFalse();
  }
}
