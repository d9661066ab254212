package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Limit;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.quota.QuotaOperations;
import dev.reeve.kernel.quota.QuotaReport;
import dev.reeve.v1.EffectiveQuota;
import dev.reeve.v1.QuotaGetResponse;
import dev.reeve.v1.QuotaUsage;
import dev.reeve.v1.Quotas;
import dev.reeve.v1.UsageGetResponse;
import java.util.List;
import java.util.Locale;

/** Maps limits and what is used of them. */
final class QuotaAdapter {

  private QuotaAdapter() {}

  /** Answers {@code QuotaGet}; NOT_FOUND for an unknown principal. */
  static QuotaGetResponse get(Policy policy, QuotaOperations quotas, Caller caller, String named) {
    Profile profile = profile(policy, caller, named);
    return QuotaGetResponse.newBuilder()
        .setOwn(own(profile.quotas()))
        .addAllEffective(effective(quotas.effective(profile.id())))
        .setGeneration(policy.generation())
        .build();
  }

  /** Answers {@code UsageGet}; NOT_FOUND for an unknown principal. */
  static UsageGetResponse usage(Policy policy, QuotaOperations quotas, Caller caller, String named) {
    UsageGetResponse.Builder answer = UsageGetResponse.newBuilder();
    quotas.usage(profile(policy, caller, named).id()).lines().forEach(line -> answer.addUsage(line(line)));
    return answer.build();
  }

  private static Profile profile(Policy policy, Caller caller, String named) {
    Profile profile = named.isEmpty() ? policy.profile(caller.id()) : policy.profile(named);
    if (profile == null) {
      throw KernelException.notFound("principal", named);
    }
    return profile;
  }

  /** What is said, under the names of the contract, which are the quotas' keys. */
  static Quotas own(dev.reeve.kernel.authority.Quotas said) {
    Quotas.Builder own = Quotas.newBuilder();
    said.said().forEach((quota, value) -> own.setField(Quotas.getDescriptor().findFieldByName(quota.key()), value));
    return own.build();
  }

  static List<EffectiveQuota> effective(List<Limit> limits) {
    return limits.stream()
        .map(
            limit ->
                EffectiveQuota.newBuilder()
                    .setName(limit.quota().key())
                    .setLimit(limit.value())
                    .setUnlimited(limit.unlimited())
                    .setSource(limit.source())
                    .build())
        .toList();
  }

  private static QuotaUsage line(QuotaReport.Line line) {
    Limit limit = line.limit();
    return QuotaUsage.newBuilder()
        .setName(limit.quota().key())
        .setLimit(limit.value())
        .setUnlimited(limit.unlimited())
        .setSource(limit.source())
        .setUsed(line.used())
        .setPeak(line.peak())
        .setEnforcement(line.enforcement().name().toLowerCase(Locale.ROOT))
        .setUnit(limit.quota().unit().word())
        .build();
  }
}
