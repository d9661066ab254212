package dev.reeve.kernel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SandboxStartTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Tier.class)
  void givesExitCodeOutputAndErrors(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run = host.run(7, Spec.script("echo out; echo err >&2; exit 7"));
      assertThat(run.out()).isEqualTo("out\n");
      assertThat(run.err()).isEqualTo("err\n");
      assertThat(run.exit().confinement()).isEqualTo(tier.label());
      assertThat(run.exit().stopped()).isFalse();
      assertThat(run.ends).hasValue(1);
      assertThat(host.leftInWork()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aSignalIsTheExitCodeAbove128(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      host.run(128 + 15, Spec.script("kill -TERM $$; echo not reached"));
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void placesFilesAndRunsOneOfThem(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder run =
          host.run(
              0,
              Spec.command("./bin/tool", "x y")
                  .file("bin/tool", "#!/bin/sh\ncat data/a.txt\necho \"$1\"\npwd\n")
                  .file("data/a.txt", "A\n"));
      assertThat(run.out()).matches("A\nx y\n" + host.work + "/run-\\d+\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void theEnvironmentIsExactlyWhatWasGivenAndWhatIsAlwaysThere(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Spec spec = Spec.command("/usr/bin/env").id("envy").variable("SECRET", "a\nb='$x'").variable("LANG", "C").variable("LD_DEBUG_X", "1");
      Recorder run = host.run(0, spec);
      String home = host.work.resolve("envy").toString();
      assertThat(run.out().lines())
          .containsExactlyInAnyOrder(
              "HOME=" + home,
              "LANG=C",
              "LD_DEBUG_X=1",
              "PATH=/usr/bin:/bin",
              "PWD=" + home,
              "SECRET=a",
              "b='$x'",
              "TMPDIR=" + (tier == Tier.NAMESPACES ? "/tmp" : home));
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void onlyStandardDescriptorsAreOpen(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      String script = "for n in 3 4 5 6 7 8 9; do if true <&$n; then echo $n; fi; done 2>/dev/null";
      assertThat(host.run(0, Spec.script(script)).out()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void anUnknownProgramIsRefusedByName(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      refused(host, Spec.command("/usr/bin/no-such-program"), Kind.NOT_FOUND, "/usr/bin/no-such-program is not there");
      refused(host, Spec.command("./missing"), Kind.NOT_FOUND, "./missing is not among the run's files");
      refused(host, Spec.command("sh"), Kind.INVALID, "absolute path");
      refused(host, Spec.command("/etc/hostname"), Kind.NOT_FOUND, "not in the sandbox");
      refused(host, Spec.command("/usr/bin"), Kind.INVALID, "not an executable file");
      assertThat(host.leftInWork()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void anIdInUseIsRefusedAndFreeAfterTheEnd(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder first = host.start(Spec.script("read line").id("same"));
      refused(host, Spec.script("true").id("same"), Kind.STATE, "in use");
      host.sandbox.write("same", "\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThat(first.exit().code()).isZero();
      host.run(0, Spec.script("true").id("same"));
    }
  }

  static void refused(Host host, Spec spec, Kind kind, String words) {
    assertThatThrownBy(() -> host.start(spec))
        .isInstanceOfSatisfying(CapsuleException.class, refusal -> assertThat(refusal.kind()).isEqualTo(kind))
        .hasMessageContaining(words);
  }
}
