package dev.reeve.bench.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class InstallFiguresTest {

  private static List<Installation.Step> steps(long checked, long installed) {
    return List.of(new Installation.Step("checked", checked * 1_000), new Installation.Step("installed", installed * 1_000));
  }

  @Test
  void aStepTakesFromTheOneBeforeIt() {
    List<InstallFigures.Part> parts = InstallFigures.parts(List.of(steps(10, 15), steps(20, 40), steps(30, 31)));
    assertThat(parts).extracting(InstallFigures.Part::words).containsExactly("checked", "installed");
    assertThat(parts).extracting(part -> part.took().p50()).containsExactly(20.0, 5.0);
    assertThat(parts).extracting(part -> part.took().max()).containsExactly(30.0, 20.0);
  }

  @Test
  void theWholeIsFromTheFirstMessageToTheLast() {
    assertThat(InstallFigures.whole(List.of(steps(10, 15), steps(20, 40), steps(30, 31))).p50()).isEqualTo(31.0);
  }

  @Test
  void installationsOfDifferentStepsAreNotCompared() {
    assertThatThrownBy(() -> InstallFigures.parts(List.of(steps(1, 2), List.of(new Installation.Step("installed", 1)))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
