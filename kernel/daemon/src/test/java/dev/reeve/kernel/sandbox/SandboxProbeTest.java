package dev.reeve.kernel.sandbox;

import static dev.reeve.kernel.sandbox.SandboxStartTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.Confinement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxProbeTest {

  @TempDir Path folder;

  @Test
  void saysWhatEachTierAndLimitGives() throws Exception {
    try (Sandbox sandbox = Sandbox.probe(folder.resolve("work"), List.of(), SandboxOptions.defaults())) {
      assertThat(sandbox.confinement()).extracting(Confinement::name).containsExactly("namespaces", "landlock");
      assertThat(sandbox.confinement()).allSatisfy(tier -> assertThat(tier.usable() || !tier.detail().isEmpty()).isTrue());
      assertThat(sandbox.limits()).containsOnlyKeys("memory", "processes", "cpuPercent", "storage");
      assertThat(Files.getPosixFilePermissions(folder.resolve("work"))).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void theStrongestUsableTierIsTaken() throws Exception {
    try (Sandbox sandbox = Sandbox.probe(folder.resolve("work"), List.of(), SandboxOptions.defaults())) {
      List<String> usable = sandbox.confinement().stream().filter(Confinement::usable).map(Confinement::name).toList();
      assumeTrue(!usable.isEmpty(), "needs a host on which any tier works");
      Recorder run = new Recorder();
      sandbox.start(Spec.script("true").build(), run);
      assertThat(run.exit().confinement()).isEqualTo(usable.getFirst());
    }
  }

  @Test
  void aRunThatRequiresNamespacesIsRefusedByLandlock() throws Exception {
    try (Host host = Host.of(folder, Tier.LANDLOCK)) {
      refused(host, Spec.script("true").requireNamespaces(), Kind.UNAVAILABLE, "requires namespaces");
      assertThat(host.found(Tier.NAMESPACES).detail()).isEqualTo("not allowed by the operator");
    }
  }

  @Test
  void withNoTierNothingRuns() throws Exception {
    try (Sandbox sandbox = Sandbox.probe(folder.resolve("work"), List.of(), SandboxOptions.defaults().withTiers(Set.of()))) {
      assertThatThrownBy(() -> sandbox.start(Spec.script("true").build(), new Recorder()))
          .isInstanceOfSatisfying(CapsuleException.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.UNAVAILABLE))
          .hasMessageContaining("nothing confines a program");
    }
  }

  @Test
  void aWorkFolderOfSomebodyElseIsRefusedAndOneOfACrashedKernelCleaned() throws Exception {
    Path foreign = Files.createDirectory(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("precious"), "precious");
    assertThatThrownBy(() -> Sandbox.probe(foreign, List.of(), SandboxOptions.defaults()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was not made by the sandbox");
    assertThat(foreign.resolve("precious")).hasContent("precious");
    Path work = folder.resolve("work");
    Sandbox.probe(work, List.of(), SandboxOptions.defaults().withTiers(Set.of())).close();
    Files.createDirectories(work.resolve("crashed/deep"));
    Sandbox.probe(work, List.of(), SandboxOptions.defaults().withTiers(Set.of())).close();
    assertThat(work.resolve("crashed")).doesNotExist();
  }
}
