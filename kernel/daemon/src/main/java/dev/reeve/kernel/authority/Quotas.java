package dev.reeve.kernel.authority;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Limits that a profile or a group says; what it does not say is not here. Every value lies within its quota's bounds. */
public record Quotas(Map<Quota, Long> said) {

  /** Nothing said. */
  public static final Quotas DEFAULTS = new Quotas(Map.of());

  public Quotas {
    EnumMap<Quota, Long> copy = new EnumMap<>(Quota.class);
    said.forEach(
        (quota, value) -> {
          if (value < quota.least() || value > quota.most()) {
            throw new IllegalArgumentException(quota.key() + " is " + value + "; wanted: " + quota.least() + " to " + quota.most());
          }
          copy.put(quota, value);
        });
    said = Collections.unmodifiableMap(copy);
  }

  /** What is said of one; null where nothing is. */
  public @Nullable Long get(Quota quota) {
    return said.get(quota);
  }

  /** The same, saying this of one. */
  public Quotas with(Quota quota, long value) {
    EnumMap<Quota, Long> copy = new EnumMap<>(Quota.class);
    copy.putAll(said);
    copy.put(quota, value);
    return new Quotas(copy);
  }

  /** The same, saying nothing of one. */
  public Quotas without(Quota quota) {
    EnumMap<Quota, Long> copy = new EnumMap<>(Quota.class);
    copy.putAll(said);
    copy.remove(quota);
    return new Quotas(copy);
  }
}
