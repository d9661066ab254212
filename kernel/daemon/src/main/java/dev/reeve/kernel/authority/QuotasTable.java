package dev.reeve.kernel.authority;

import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.TomlEditor;
import dev.reeve.kernel.document.TomlText;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The {@code quotas} of a profile or group. A limit that nothing enforces yet is refused rather than ignored. */
public final class QuotasTable {

  private QuotasTable() {}

  /** What the table says; every problem of it is told to the table. */
  public static Quotas read(@Nullable Table table) {
    Quotas quotas = Quotas.DEFAULTS;
    if (table == null) {
      return quotas;
    }
    for (Quota quota : Quota.values()) {
      if (!quota.enforced() && table.has(quota.key())) {
        table.problem(quota.key(), "not enforced by this version");
        continue;
      }
      Long value =
          quota.unit() == Quota.Unit.BYTES || quota.unit() == Quota.Unit.BYTES_PER_SECOND
              ? table.optionalSize(quota.key(), quota.least(), quota.most())
              : table.optionalInteger(quota.key(), quota.least(), quota.most());
      if (value != null) {
        quotas = quotas.with(quota, value);
      }
    }
    return quotas;
  }

  /** Into the table the text stands in. */
  static void write(TomlText text, Quotas quotas) {
    quotas.said().forEach((quota, value) -> text.put(quota.key(), value));
  }

  /** Changes the table at the path, which says the old limits. */
  static void edit(TomlEditor text, List<String> path, Quotas old, Quotas wanted) {
    for (Quota quota : Quota.values()) {
      List<String> key = Stream.concat(path.stream(), Stream.of(quota.key())).toList();
      Long value = wanted.get(quota);
      if (value == null) {
        text.remove(key);
      } else if (!Objects.equals(value, old.get(quota))) {
        text.set(key, value);
      }
    }
  }
}
