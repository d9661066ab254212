package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.v1.EffectiveQuota;
import dev.reeve.v1.QuotaUsage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits and their use in the contract's words. */
class QuotaMessagesTest {

  @TempDir Path folder;

  private SmallKernel kernel;
  private Caller root;

  @BeforeEach
  void open() throws Exception {
    kernel = new SmallKernel(folder);
    root = new Caller(Objects.requireNonNull(kernel.principals.get("root")).id(), "root", "unix-peer", null, List.of(), List.of());
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  @Test
  void everyEnforcedQuotaIsShownWithWhoSaidIt() {
    kernel.put("bot", Quotas.DEFAULTS.with(Quota.MAX_IN_FLIGHT_CALLS, 9).with(Quota.MAX_MEMORY_BYTES, 1 << 20));
    Profile bot = Objects.requireNonNull(kernel.policy.get().profile("bot"));
    dev.reeve.v1.Quotas own = QuotaMessages.message(bot.quotas());
    assertThat(own.getMaxInFlightCalls()).isEqualTo(9);
    assertThat(own.getMaxMemoryBytes()).isEqualTo(1 << 20);
    assertThat(own.hasMaxStorageBytes()).isFalse();
    assertThat(QuotaMessages.said(own)).isEqualTo(bot.quotas().said());
    List<EffectiveQuota> effective = QuotaMessages.effective(kernel.quotas.limits(kernel.policy.get(), bot));
    assertThat(effective.stream().map(EffectiveQuota::getName))
        .containsExactlyElementsOf(Arrays.stream(Quota.values()).filter(Quota::enforced).map(Quota::key).toList());
    assertThat(effective).contains(
        EffectiveQuota.newBuilder().setName("max_in_flight_calls").setLimit(9).setSource("own").build(),
        EffectiveQuota.newBuilder().setName("max_concurrent_runs").setLimit(8).setSource("default").build());
  }

  @Test
  void useStandsBesideTheLimitWithUnitAndEnforcement() {
    dev.reeve.kernel.quota.Permit held = kernel.quotas.admit(root.id(), "a", false);
    assertThat(QuotaMessages.usage(kernel.quotas.usage(root.id()))).contains(
        QuotaUsage.newBuilder()
            .setName("max_in_flight_calls").setLimit(4).setSource("default").setUsed(1).setPeak(1).setEnforcement("exact").setUnit("calls").build(),
        QuotaUsage.newBuilder()
            .setName("max_requests_per_minute").setLimit(6000).setSource("default").setUsed(1).setPeak(1).setEnforcement("exact")
            .setUnit("calls/min").build(),
        QuotaUsage.newBuilder()
            .setName("max_cpu_percent").setLimit(100).setSource("default").setEnforcement("none").setUnit("percent").build());
    held.release();
  }
}
