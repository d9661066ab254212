package dev.reeve.kernel.run;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import dev.reeve.kernel.agent.Manifest;
import dev.reeve.kernel.authority.Limit;
import dev.reeve.kernel.authority.Limits;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.quota.RunShares;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Limits of a run from its manifest and its agent's quotas: what is written wins and must be enforced; what is not gets its default where the runtime can keep it. */
final class RunLimits {

  private RunLimits() {}

  static RunPreparation.Limits of(LiveRun live, Policy policy, RunShares shares) throws CapsuleException {
    Run run = live.run();
    Manifest.Limits asked = live.deployed().manifest().limits();
    if (policy.profile(run.agentId()) == null) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "the agent's profile is gone");
    }
    Limits limits = shares.limits(run.agentId());
    Limit memory = new Limit(Quota.MAX_MEMORY_BYTES, shares.memory(run.id()), limits.get(Quota.MAX_MEMORY_BYTES).source());
    Map<String, Enforcement> kept = live.runtime().describe().limits();
    return new RunPreparation.Limits(
        limit(asked.memoryBytes(), memory, kept.get("memory")),
        limit(asked.processes(), limits.get(Quota.MAX_BACKGROUND_PROCESSES), kept.get("processes")),
        limit(asked.cpuPercent(), limits.get(Quota.MAX_CPU_PERCENT), kept.get("cpuPercent")),
        asked.storageBytes());
  }

  private static @Nullable Long limit(@Nullable Number asked, Limit limit, @Nullable Enforcement kept) {
    boolean written = !limit.source().equals("default");
    return orDefault(least(asked, written ? limit.value() : null), limit.value(), kept);
  }

  private static @Nullable Long orDefault(@Nullable Long written, long otherwise, @Nullable Enforcement kept) {
    if (written != null) {
      return written;
    }
    return kept == null || kept == Enforcement.NONE ? null : (Long) otherwise;
  }

  private static @Nullable Long least(@Nullable Number a, @Nullable Long b) {
    if (a == null || b == null) {
      return a == null ? b : (Long) a.longValue();
    }
    return Math.min(a.longValue(), b);
  }
}
