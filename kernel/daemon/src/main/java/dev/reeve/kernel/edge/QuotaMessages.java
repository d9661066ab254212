package dev.reeve.kernel.edge;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.reeve.kernel.authority.Limit;
import dev.reeve.kernel.authority.Limits;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.quota.QuotaReport;
import dev.reeve.v1.EffectiveQuota;
import dev.reeve.v1.QuotaUsage;
import dev.reeve.v1.Quotas;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Maps limits; the fields of the message are the quotas by name. */
final class QuotaMessages {

  private QuotaMessages() {}

  /** What a message says. */
  static Map<Quota, Long> said(Quotas message) {
    Map<Quota, Long> said = new EnumMap<>(Quota.class);
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      Quota quota = Quota.of(field.getKey().getName()).orElseThrow(() -> new IllegalStateException("every field of Quotas is a quota"));
      said.put(quota, (Long) field.getValue());
    }
    return said;
  }

  static Quotas message(dev.reeve.kernel.authority.Quotas quotas) {
    Quotas.Builder message = Quotas.newBuilder();
    quotas.said().forEach((quota, value) -> message.setField(Quotas.getDescriptor().findFieldByName(quota.key()), value));
    return message.build();
  }

  /** Limits in force, without those that nothing spends. */
  static List<EffectiveQuota> effective(Limits limits) {
    return limits.all().stream().filter(limit -> limit.quota().enforced()).map(QuotaMessages::effective).toList();
  }

  static List<QuotaUsage> usage(QuotaReport report) {
    return report.lines().stream().map(QuotaMessages::usage).toList();
  }

  private static QuotaUsage usage(QuotaReport.Line line) {
    return QuotaUsage.newBuilder()
        .setName(line.limit().quota().key())
        .setLimit(line.limit().unlimited() ? 0 : line.limit().value())
        .setUnlimited(line.limit().unlimited())
        .setSource(line.limit().source())
        .setUsed(line.used())
        .setPeak(line.peak())
        .setEnforcement(line.enforcement().name().toLowerCase(Locale.ROOT))
        .setUnit(line.limit().quota().unit().word())
        .build();
  }

  private static EffectiveQuota effective(Limit limit) {
    return EffectiveQuota.newBuilder()
        .setName(limit.quota().key())
        .setLimit(limit.unlimited() ? 0 : limit.value())
        .setUnlimited(limit.unlimited())
        .setSource(limit.source())
        .build();
  }
}
