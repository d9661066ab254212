package dev.reeve.kernel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.capsule.ProcessExit;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stop that asks first. */
class SandboxGraceTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aProgramThatObeysEndsByItselfWithItsOwnCode(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = host.start(Spec.script("trap 'echo asked; exit 7' TERM; echo ready; while :; do sleep 0.01; done").id("run"));
      run.awaitOut(out -> out.equals("ready\n"));
      host.sandbox.stop("run", LONG);
      host.sandbox.stop("unknown", LONG);
      ProcessExit exit = run.exit();
      assertThat(exit.code()).isEqualTo(7);
      assertThat(exit.stopped()).isTrue();
      assertThat(run.out()).isEqualTo("ready\nasked\n");
      assertThat(host.leftInWork()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aProgramThatDoesNotCatchItEndsByTheSignal(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = host.start(Spec.command("/bin/sleep", "1000").id("run"));
      host.sandbox.stop("run", LONG);
      assertThat(run.exit().code()).isEqualTo(143);
      assertThat(run.exit().stopped()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aProgramThatIgnoresItIsKilledAfterTheGrace(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = host.start(Spec.script("trap 'echo asked' TERM; echo ready; while :; do sleep 0.01; done").id("run"));
      run.awaitOut(out -> out.equals("ready\n"));
      host.sandbox.stop("run", SHORT);
      assertThat(run.exit().code()).isEqualTo(137);
      assertThat(run.exit().stopped()).isTrue();
      assertThat(run.out()).as("asked once").isEqualTo("ready\nasked\n");
      assertThat(run.ends).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aLaterStopWithoutGraceKillsAtOnce(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = host.start(Spec.script("trap '' TERM; echo ready; while :; do sleep 0.01; done").id("run"));
      run.awaitOut(out -> out.equals("ready\n"));
      host.sandbox.stop("run", Duration.ofDays(1));
      assertThat(run.ends).hasValue(0);
      host.sandbox.stop("run");
      assertThat(run.exit().code()).isEqualTo(137);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aGrandchildIsAskedToo(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      String grandchild = "trap 'echo grandchild; exit 0' TERM; echo ready; while :; do sleep 0.01; done";
      String script = "trap 'asked=1' TERM; sh -c 'sh -c \"$1\" x & wait; wait' x \"$1\" & while [ -z \"$asked\" ]; do wait; done; wait; sleep 0.3; exit 3";
      Recorder run = host.start(Spec.script(script, grandchild).id("run"));
      run.awaitOut(out -> out.equals("ready\n"));
      host.sandbox.stop("run", LONG);
      run.awaitOut(out -> out.contains("grandchild\n"));
      assertThat(run.exit().code()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void whoLeftItsSessionAndIgnoresItIsGoneToo(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      SandboxTreeTest.needGroups(host);
      String stubborn = "trap '' TERM; echo ready; while :; do sleep 0.01; done";
      String script = "trap 'sh -c \"trap \\\"\\\" TERM; sleep 1000\" & sleep 1000' TERM; (setsid sh -c \"$1\" &); while :; do sleep 0.01; done";
      Recorder run = host.start(Spec.script(script, stubborn).id("run"));
      run.awaitOut(out -> out.equals("ready\n"));
      assertThat(SandboxTreeTest.inside(host)).isNotEmpty();
      host.sandbox.stop("run", SHORT);
      assertThat(run.exit().code()).isEqualTo(137);
      assertThat(SandboxTreeTest.inside(host)).isEmpty();
      assertThat(host.leftInWork()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void closingDoesNotWaitForAGrace(Tier tier) throws Exception {
    Recorder run;
    try (Host host = Host.of(folder, tier)) {
      run = host.start(Spec.script("trap '' TERM; echo ready; while :; do sleep 0.01; done").id("run"));
      run.awaitOut(out -> out.equals("ready\n"));
      host.sandbox.stop("run", LONG);
    }
    assertThat(run.exit().code()).isEqualTo(137);
  }
}
