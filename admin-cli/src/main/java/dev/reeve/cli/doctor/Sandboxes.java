package dev.reeve.cli.doctor;

import dev.reeve.cli.host.HostAbilities;
import dev.reeve.v1.SandboxTier;
import java.nio.file.Path;
import java.util.List;

/** Ways of confining runs: as the kernel tried them at its start, or what the host shows of them. */
final class Sandboxes {

  private static final String PAGE = "see docs/sandbox.md";

  private Sandboxes() {}

  static void look(Examination subject, Path root, Report to) {
    Examination.Kernel kernel = subject.kernel();
    if (kernel != null && !kernel.status().getSandboxTiersList().isEmpty()) {
      tiers(kernel.status().getSandboxTiersList(), to);
    } else if (kernel != null && kernel.tells()) {
      to.fail("the kernel knows no way to confine a run", "nothing can run here; " + PAGE);
    } else if (!subject.here()) {
      to.skipped(KernelState.NOT_TOLD, KernelState.AS_OPERATOR);
    } else {
      host(HostAbilities.of(root), to);
    }
  }

  /** One usable tier is enough; that none is means that nothing can run. */
  private static void tiers(List<SandboxTier> tiers, Report to) {
    boolean any = tiers.stream().anyMatch(SandboxTier::getUsable);
    for (SandboxTier tier : tiers) {
      String said = tier.getName() + (tier.getUsable() ? " confines runs" : " cannot be used")
          + (tier.getDetail().isEmpty() ? "" : ": " + tier.getDetail());
      if (tier.getUsable()) {
        to.ok(said);
      } else if (any) {
        to.warn(said, PAGE);
      } else {
        to.fail(said, "nothing can run here; " + PAGE);
      }
    }
  }

  private static void host(HostAbilities host, Report to) {
    boolean any = host.namespaces().isEmpty() || host.landlock().isEmpty();
    one("namespaces", host.namespaces(), any, to);
    one("landlock", host.landlock(), any, to);
  }

  /** @param why what stands in the way; empty: nothing that shows */
  private static void one(String tier, String why, boolean any, Report to) {
    if (why.isEmpty()) {
      to.ok(tier + ": nothing stands in the way; a kernel tries it when it starts");
    } else if (any) {
      to.warn(tier + " cannot be used: " + why, PAGE);
    } else {
      to.fail(tier + " cannot be used: " + why, "nothing can run here; " + PAGE);
    }
  }
}
