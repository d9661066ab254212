package dev.reeve.tui.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewTest {

  private static final View VIEW = new View(Pane.runs, Order.cpu, false, Duration.ofSeconds(2));

  @ParameterizedTest
  @CsvSource({"c, cpu", "m, memory", "n, name", "e, errors", "l, latency"})
  void lettersSort(char key, Order order) {
    assertThat(VIEW.by(Order.name).after(key)).isEqualTo(VIEW.by(order));
  }

  @Test
  void panesComeOneAfterTheOther() {
    View view = VIEW;
    for (Pane next : new Pane[] {Pane.principals, Pane.capsules, Pane.methods, Pane.runs}) {
      view = view.after('t');
      assertThat(view.pane()).isEqualTo(next);
    }
    assertThat(view).isEqualTo(VIEW);
  }

  @Test
  void reversePauseAndHelpAreTakenBackByTheSameKey() {
    for (char key : new char[] {'r', 'p', '?'}) {
      assertThat(VIEW.after(key)).as(String.valueOf(key)).isNotEqualTo(VIEW);
      assertThat(VIEW.after(key).after(key)).as(String.valueOf(key)).isEqualTo(VIEW);
    }
  }

  @Test
  void anyKeyTakesTheHelpAwayAndOthersMeanNothing() {
    assertThat(VIEW.after('?').after('x')).isEqualTo(VIEW);
    assertThat(VIEW.after('?').after('m')).isEqualTo(VIEW.by(Order.memory));
    for (int key : new int[] {'x', 'C', 27, 0x1F600, -2}) {
      assertThat(VIEW.after(key)).isEqualTo(VIEW);
    }
  }

  @Test
  void threeKeysLeave() {
    assertThat(View.leaves('q')).isTrue();
    assertThat(View.leaves(3)).isTrue();
    assertThat(View.leaves(4)).isTrue();
    assertThat(View.leaves('p')).isFalse();
  }
}
