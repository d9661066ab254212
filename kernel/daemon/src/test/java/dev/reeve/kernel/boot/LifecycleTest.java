package dev.reeve.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.kernel.boot.Lifecycle.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LifecycleTest {

  @Test
  void itGoesForwardOnlyAndOnlyFromWhereItIs() {
    for (State from : State.values()) {
      for (State to : State.values()) {
        Lifecycle lifecycle = new Lifecycle();
        if (to.compareTo(from) <= 0) {
          assertThatThrownBy(() -> lifecycle.advance(from, to)).isInstanceOf(IllegalArgumentException.class).hasMessage(from + " does not lead to " + to);
        } else {
          assertThat(lifecycle.advance(from, to)).as("%s to %s", from, to).isEqualTo(from == State.LATENT);
        }
      }
    }
  }

  @Test
  void ofManyWhoAdvanceItOneDoes() throws Exception {
    Lifecycle lifecycle = new Lifecycle();
    AtomicInteger did = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      threads.add(Thread.startVirtualThread(() -> did.addAndGet(lifecycle.advance(State.LATENT, State.STARTING) ? 1 : 0)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(did).hasValue(1);
    assertThat(lifecycle.state()).isEqualTo(State.STARTING);
  }
}
