package dev.reeve.kernel.edge;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.reeve.kernel.authority.Limit;
import dev.reeve.kernel.authority.Limits;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.v1.EffectiveQuota;
import dev.reeve.v1.Quotas;
import java.util.EnumMap;
import java.util.List;
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

  static List<EffectiveQuota> effective(Limits limits) {
    return limits.all().stream().map(QuotaMessages::effective).toList();
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
