package dev.reeve.kernel.quota;

import dev.reeve.capsule.RuntimeDescription.Enforcement;
import dev.reeve.kernel.authority.Limit;
import java.util.List;

/** The limits of a principal beside what it uses of them, in the order of the quotas. */
public record QuotaReport(List<Line> lines) {

  public QuotaReport {
    lines = List.copyOf(lines);
  }

  /**
   * One quota.
   *
   * @param limit its value, whether it limits at all, and who said so
   * @param used now, in the quota's unit
   * @param peak most since the kernel started
   * @param enforcement how well this host keeps it
   */
  public record Line(Limit limit, long used, long peak, Enforcement enforcement) {}
}
